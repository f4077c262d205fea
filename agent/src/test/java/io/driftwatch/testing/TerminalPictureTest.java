package io.driftwatch.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import javax.xml.parsers.DocumentBuilderFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;

final class TerminalPictureTest {

  @Test
  void eachRunStandsWhereItDoesOnATerminal() throws Exception {
    assertEquals(
        List.of("20 36 18   ab", "47 36 27 red cde", "74 36 9   f", "38 57 27   g h"),
        runs("ab \u001b[31mcde\u001b[0mf\n  g h\n"));
  }

  @Test
  void stylesAddUpUntilTheyAreReset() throws Exception {
    assertEquals(
        List.of("20 36 9 bold a", "29 36 9 bold red b", "38 36 9   c", "20 57 9   d"),
        runs("\u001b[1ma\u001b[31mb\u001b[0mc\u001b[2m\nd"));
  }

  @Test
  void whatMarkupIsMadeOfIsText() throws Exception {
    assertEquals(
        List.of("20 36 171 green </text>&amp;\"'<b>é…"),
        runs("\u001b[32m</text>&amp;\"'<b>é…\u001b[0m"));
    assertEquals(
        "a < b", document("a < b", "").getElementsByTagName("title").item(0).getTextContent());
  }

  @Test
  void theScreenHasRoomForTheLongestLine() throws Exception {
    Element svg = document("", "\u001b[31mabc\u001b[0m  \nab\n\n").getDocumentElement();

    assertEquals("67", svg.getAttribute("width"));
    assertEquals("103", svg.getAttribute("height"));
    assertEquals("0 0 67 103", svg.getAttribute("viewBox"));
  }

  @ParameterizedTest
  @ValueSource(strings = {"\u001b[35mx", "\u001b[2Jx", "a\tb", "a\u009bb"})
  void whatIsNotUnderstoodIsRefused(String text) {
    assertThrows(IllegalArgumentException.class, () -> TerminalPicture.of("", text));
  }

  /** The runs of text, each as: x, y, width, style, text. */
  private static List<String> runs(String text) throws Exception {
    List<String> runs = new ArrayList<>();
    NodeList elements = document("", text).getElementsByTagName("text");
    for (int i = 0; i < elements.getLength(); i++) {
      Element run = (Element) elements.item(i);
      runs.add(
          String.join(
              " ",
              run.getAttribute("x"),
              run.getAttribute("y"),
              run.getAttribute("textLength"),
              run.hasAttribute("class") ? run.getAttribute("class") : " ",
              run.getTextContent()));
    }
    return runs;
  }

  private static Document document(String title, String text) throws Exception {
    byte[] svg = TerminalPicture.of(title, text).getBytes(StandardCharsets.UTF_8);
    return DocumentBuilderFactory.newInstance()
        .newDocumentBuilder()
        .parse(new ByteArrayInputStream(svg));
  }
}
