"""The metadata by which readers know a Factur-X invoice: its properties and their schema."""

from phoenix.gateways.pdf_objects import PdfObjects


def declare(pdf: bytes) -> bytes:
    """The same PDF, its XMP metadata saying that it carries a Factur-X message."""
    objects = PdfObjects(pdf)
    metadata = objects.referred(b"Metadata", by=objects.referred(b"Root"))
    xmp = objects.stream(metadata).decode("utf-8")
    objects.put_stream(metadata, _declared(xmp).encode("utf-8"))
    return objects.written()


def _declared(xmp: str) -> str:
    """XMP with the Factur-X properties, their schema beside those already described."""
    for anchor, addition in ((_BAG, SCHEMA), (_END, "")):
        if xmp.count(anchor) != 1:
            raise ValueError(f"unexpected XMP: {anchor}")
        xmp = xmp.replace(anchor, anchor + addition)
    return xmp.replace(_END, PROPERTIES + _END)


_BAG = "<pdfaExtension:schemas><rdf:Bag>"
_END = "</rdf:RDF>"
_PROPERTIES = (
    ("DocumentFileName", "name of the embedded XML invoice file"),
    ("DocumentType", "INVOICE"),
    ("Version", "The actual version of the Factur-X XML schema"),
    ("ConformanceLevel", "The conformance level of the embedded Factur-X data"),
)
_NAMESPACE = "urn:factur-x:pdfa:CrossIndustryDocument:invoice:1p0#"
_DESCRIBED = "".join(
    f"""<rdf:li rdf:parseType="Resource"><pdfaProperty:name>{name}</pdfaProperty:name>
<pdfaProperty:valueType>Text</pdfaProperty:valueType>
<pdfaProperty:category>external</pdfaProperty:category>
<pdfaProperty:description>{text}</pdfaProperty:description></rdf:li>
"""
    for name, text in _PROPERTIES
)
SCHEMA = f"""<rdf:li rdf:parseType="Resource">
<pdfaSchema:schema>Factur-X PDFA Extension Schema</pdfaSchema:schema>
<pdfaSchema:namespaceURI>{_NAMESPACE}</pdfaSchema:namespaceURI>
<pdfaSchema:prefix>fx</pdfaSchema:prefix>
<pdfaSchema:property><rdf:Seq>
{_DESCRIBED}</rdf:Seq></pdfaSchema:property>
</rdf:li>"""
PROPERTIES = f"""<rdf:Description rdf:about="" xmlns:fx="{_NAMESPACE}">
<fx:DocumentType>INVOICE</fx:DocumentType>
<fx:DocumentFileName>factur-x.xml</fx:DocumentFileName>
<fx:Version>1.0</fx:Version>
<fx:ConformanceLevel>EN 16931</fx:ConformanceLevel>
</rdf:Description>"""
