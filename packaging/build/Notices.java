import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.ZipEntry;
import java.util.zip.ZipFile;
import javax.xml.parsers.DocumentBuilderFactory;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.Node;
import org.w3c.dom.NodeList;

/**
 * Who made what is shipped, and under which licence: a list, the text of every licence, and what the libraries themselves ask to be
 * passed on. The run time brings its own in its folder {@code legal}.
 */
final class Notices {
    private static final String INSIDE = "META-INF/(LICENSE|NOTICE)[^/]*";

    private Notices() {}

    /**
     * Writes them.
     *
     * @param bom list of components in CycloneDX's XML, with the texts of licences
     * @param libraries folder of the jars
     * @param out folder to make
     */
    static void make(Path bom, Path libraries, Path out) throws Exception {
        Files.createDirectories(out);
        Files.copy(Path.of("LICENSE"), out.resolve("LICENSE"));
        Document document = DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(bom.toFile());
        Map<String, String> texts = new TreeMap<>();
        List<String> lines = new ArrayList<>();
        for (Element component : children(child(document.getDocumentElement(), "components"), "component")) {
            List<String> licences = new ArrayList<>();
            for (Element licence : children(child(component, "licenses"), "license")) {
                String name = text(licence, "id").isEmpty() ? text(licence, "name") : text(licence, "id");
                licences.add(name);
                Element text = child(licence, "text");
                if (text != null) {
                    texts.putIfAbsent(name, "base64".equals(text.getAttribute("encoding"))
                            ? new String(Base64.getMimeDecoder().decode(text.getTextContent()), StandardCharsets.UTF_8)
                            : text.getTextContent());
                }
            }
            children(child(component, "licenses"), "expression").forEach(one -> licences.add(one.getTextContent()));
            if (licences.isEmpty()) {
                throw new Tool.BuildException(text(component, "name") + " " + text(component, "version")
                        + " tells no licence: see to it before it is shipped");
            }
            lines.add(text(component, "group") + ":" + text(component, "name") + " " + text(component, "version")
                    + ": " + String.join(", ", licences));
        }
        Collections.sort(lines);
        lines.addFirst("Paretoscope is shipped with these libraries. The texts of their licences lie beside this file, what they ask to"
                + " be passed on in 'libraries', and the notices of the Java run time in its folder 'legal'.");
        Files.write(out.resolve("THIRD-PARTY.txt"), lines);
        for (Map.Entry<String, String> text : texts.entrySet()) {
            Files.writeString(out.resolve(text.getKey().replaceAll("[^A-Za-z0-9.+-]", "-") + ".txt"), text.getValue());
        }
        try (DirectoryStream<Path> jars = Files.newDirectoryStream(libraries, "*.jar")) {
            for (Path jar : jars) {
                passOn(jar, out.resolve("libraries"));
            }
        }
    }

    private static void passOn(Path jar, Path out) throws IOException {
        String library = jar.getFileName().toString().replaceAll("\\.jar$", "");
        try (ZipFile zip = new ZipFile(jar.toFile())) {
            for (ZipEntry entry : Collections.list(zip.entries())) {
                if (entry.getName().matches(INSIDE)) {
                    Path file = out.resolve(library).resolve(Path.of(entry.getName()).getFileName().toString());
                    Files.createDirectories(file.getParent());
                    try (InputStream in = zip.getInputStream(entry)) {
                        Files.copy(in, file);
                    }
                }
            }
        }
    }

    private static Element child(Element parent, String name) {
        List<Element> found = parent == null ? List.of() : children(parent, name);
        return found.isEmpty() ? null : found.getFirst();
    }

    private static String text(Element parent, String name) {
        Element child = child(parent, name);
        return child == null ? "" : child.getTextContent().strip();
    }

    private static List<Element> children(Element parent, String name) {
        List<Element> found = new ArrayList<>();
        if (parent != null) {
            NodeList nodes = parent.getChildNodes();
            for (int i = 0; i < nodes.getLength(); i++) {
                Node node = nodes.item(i);
                if (node instanceof Element element && element.getTagName().equals(name)) {
                    found.add(element);
                }
            }
        }
        return found;
    }
}
