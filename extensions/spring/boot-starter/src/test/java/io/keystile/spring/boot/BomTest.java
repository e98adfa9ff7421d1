package io.keystile.spring.boot;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.File;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import javax.xml.xpath.XPathConstants;
import javax.xml.xpath.XPathFactory;
import org.junit.jupiter.api.Test;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;

/** The BOM has each published jar, and no other. */
class BomTest {
    private static final File ROOT = new File("../../..");

    private static Document pom(String module) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new File(ROOT, module + "/pom.xml"));
    }

    private static List<String> texts(Document pom, String path) throws Exception {
        NodeList nodes = (NodeList) XPathFactory.newInstance().newXPath().evaluate(path, pom, XPathConstants.NODESET);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    @Test
    void hasEachPublishedModuleAndNoOther() throws Exception {
        List<String> published = new ArrayList<>();
        for (String module : texts(pom("."), "/project/modules/module")) {
            Document pom = pom(module);
            boolean skipped =
                    texts(pom, "/project/properties/maven.deploy.skip").contains("true");
            if (!skipped && !texts(pom, "/project/packaging").contains("pom")) {
                published.addAll(texts(pom, "/project/artifactId"));
            }
        }
        Document bom = pom("bom");

        assertThat(published).hasSizeGreaterThan(10);
        assertThat(texts(bom, "/project/dependencyManagement/dependencies/dependency/artifactId"))
                .containsExactlyInAnyOrderElementsOf(published);
    }

    @Test
    void hasTheVersionOfTheModules() throws Exception {
        Document bom = pom("bom");

        assertThat(texts(bom, "/project/version")).isEqualTo(texts(pom("."), "/project/version"));
        assertThat(texts(bom, "/project/dependencyManagement/dependencies/dependency/version"))
                .containsOnly("${project.version}");
    }
}
