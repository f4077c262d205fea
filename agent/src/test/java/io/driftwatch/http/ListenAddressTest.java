package io.driftwatch.http;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

final class ListenAddressTest {

  @Test
  void formsThatPeopleWrite() {
    assertEquals(new ListenAddress("", 9090), ListenAddress.parse(":9090"));
    assertEquals(new ListenAddress("0.0.0.0", 1), ListenAddress.parse("0.0.0.0:1"));
    assertEquals(new ListenAddress("n1.example", 65535), ListenAddress.parse("n1.example:65535"));
    assertEquals(new ListenAddress("::1", 9090), ListenAddress.parse("[::1]:9090"));
    assertEquals(new ListenAddress("::", 0), ListenAddress.parse("[::]:0"));
    assertEquals(new ListenAddress("fe80::1%eth0", 80), ListenAddress.parse("[fe80::1%eth0]:80"));
  }

  @ParameterizedTest
  @ValueSource(strings = {":9090", "127.0.0.1:0", "[::1]:9090", "localhost:80"})
  void isWrittenAsItIsRead(String text) {
    assertEquals(text, ListenAddress.parse(text).toString());
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "",
        ":",
        "9090",
        "localhost",
        "localhost:",
        "::1:9090",
        "[::1]",
        "[]:1",
        "[host]:1",
        "a b:1",
        "http://a:1",
        "a:1/",
        ":-1",
        ":+1",
        ":123456",
        "a:b",
        ":9090\n",
        "a@b:1",
        ":９０９０"
      })
  void otherFormsAreRefused(String text) {
    String why =
        assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(text)).getMessage();

    assertEquals(
        "'" + text.replace("\n", "\\x0a") + "' is no host:port, :port or [IPv6 address]:port", why);
  }

  @Test
  void portsHaveAnEnd() {
    String why =
        assertThrows(IllegalArgumentException.class, () -> ListenAddress.parse(":65536"))
            .getMessage();

    assertEquals("':65536': the port must be at most 65535, and 0 is any that is free", why);
  }

  @Test
  void addressesAreResolved() throws IOException {
    assertEquals(
        new InetSocketAddress(InetAddress.getLoopbackAddress(), 80),
        ListenAddress.parse("127.0.0.1:80").resolve());
    assertTrue(ListenAddress.parse(":80").resolve().getAddress().isAnyLocalAddress());
    assertTrue(ListenAddress.parse("[::1]:80").resolve().getAddress().isLoopbackAddress());
  }

  @Test
  void aHostThatIsNoneIsToldSo() {
    ListenAddress address = ListenAddress.parse("no.such.host.invalid:9090");

    String why = assertThrows(IOException.class, address::resolve).getMessage();

    assertEquals("cannot listen on no.such.host.invalid:9090: no such host", why);
  }
}
