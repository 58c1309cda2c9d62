/** java.xml: DOM, SAX, StAX, XPath, transformation, errors with positions. */
import java.io.*;
import javax.xml.parsers.*;
import javax.xml.stream.*;
import javax.xml.transform.*;
import javax.xml.transform.dom.DOMSource;
import javax.xml.transform.stream.*;
import javax.xml.xpath.*;
import org.w3c.dom.*;
import org.xml.sax.*;
import org.xml.sax.helpers.DefaultHandler;

public class Xml {
    static final String TEXT =
            "<?xml version='1.0'?><root a='1'><!-- c --><item id='x'>one &amp; &#233;</item><item id='y'><![CDATA[<two>]]></item><empty/></root>";

    public static void main(String[] args) throws Exception {
        Document doc = DocumentBuilderFactory.newInstance().newDocumentBuilder()
                .parse(new InputSource(new StringReader(TEXT)));
        NodeList items = doc.getElementsByTagName("item");
        System.out.println(items.getLength() + " " + items.item(0).getTextContent() + " " + ((Element) items.item(1))
                .getAttribute("id") + " " + doc.getDocumentElement().getChildNodes().getLength());
        XPath path = XPathFactory.newInstance().newXPath();
        System.out.println(path.evaluate("count(//item)", doc) + " " + path.evaluate("//item[@id='y']", doc) + " "
                + path.evaluate("/root/@a + 2", doc));
        doc.getDocumentElement().appendChild(doc.createElement("added")).setTextContent("<&>");
        StringWriter out = new StringWriter();
        Transformer t = TransformerFactory.newInstance().newTransformer();
        t.setOutputProperty(OutputKeys.OMIT_XML_DECLARATION, "yes");
        t.transform(new DOMSource(doc), new StreamResult(out));
        System.out.println(out);
        StringBuilder events = new StringBuilder();
        SAXParserFactory.newInstance().newSAXParser().parse(new InputSource(new StringReader(TEXT)),
                new DefaultHandler() {
            @Override
            public void startElement(String uri, String local, String name, Attributes a) {
                events.append('<').append(name).append(a.getLength());
            }

            @Override
            public void endElement(String uri, String local, String name) {
                events.append('>');
            }
        });
        System.out.println(events);
        XMLStreamReader reader = XMLInputFactory.newInstance().createXMLStreamReader(new StringReader(TEXT));
        int count = 0;
        while (reader.hasNext()) {
            count += reader.next();
        }
        System.out.println(count);
        try {
            SAXParserFactory.newInstance().newSAXParser().parse(new InputSource(new StringReader("<a>\n<b></a>")),
                    new DefaultHandler());
        } catch (SAXParseException e) {
            System.out.println(e.getLineNumber() + " " + e.getMessage());
        }
        String sheet =
                "<xsl:stylesheet version='1.0' xmlns:xsl='http://www.w3.org/1999/XSL/Transform'><xsl:output method='text'/><xsl:template match='/'><xsl:for-each select='//item'><xsl:value-of select='@id'/>=<xsl:value-of select='.'/>;</xsl:for-each></xsl:template></xsl:stylesheet>";
        StringWriter transformed = new StringWriter();
        TransformerFactory.newInstance().newTransformer(new StreamSource(new StringReader(sheet)))
                .transform(new StreamSource(new StringReader(TEXT)), new StreamResult(transformed));
        System.out.println(transformed);
    }
}
