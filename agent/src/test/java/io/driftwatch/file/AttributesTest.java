package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertSame;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Which extended attributes are part of what a file is. */
final class AttributesTest {

  private static final byte[] VALUE = {1, 2};

  @ParameterizedTest
  @CsvSource({
    "security.capability,       true",
    "system.posix_acl_access,   true",
    "system.posix_acl_default,  true",
    "user.note,                 true",
    "user.,                     true",
    "security.selinux,          false",
    "security.ima,              false",
    "security.capability2,      false",
    "trusted.overlay.opaque,    false",
    "trusted.note,              false",
    "system.nfs4_acl,           false",
    "username,                  false",
  })
  void capabilitiesAclsAndUserAttributesCount(String name, boolean expected) {
    assertEquals(expected, Attributes.counts(name));
  }

  @Test
  void whatDoesNotCountIsLeftOut() {
    Attributes attributes = Attributes.of(Map.of("security.selinux", VALUE, "user.a", VALUE));

    assertEquals(Set.of("user.a"), attributes.others().keySet());
    assertSame(Attributes.NONE, Attributes.of(Map.of("security.selinux", VALUE)));
  }

  @Test
  void theCapabilityIsApartFromTheOthers() {
    Attributes attributes = Attributes.of(Map.of("security.capability", VALUE, "user.a", VALUE));

    assertEquals(Optional.of(new FileCapability("0102")), attributes.capability());
    assertEquals(Set.of("user.a"), attributes.others().keySet());
    assertEquals(Optional.empty(), Attributes.NONE.capability());
    assertEquals(Map.of(), Attributes.NONE.others());
  }

  @Test
  void othersAreTheSameByNameAndByValue() {
    Attributes one = Attributes.of(Map.of("user.a", VALUE));

    assertTrue(one.sameOthers(Attributes.of(Map.of("user.a", VALUE.clone()))));
    assertFalse(one.sameOthers(Attributes.of(Map.of("user.a", new byte[] {1, 3}))));
    assertFalse(one.sameOthers(Attributes.of(Map.of("user.b", VALUE))));
    assertFalse(one.sameOthers(Attributes.NONE));
    assertFalse(Attributes.NONE.sameOthers(one));
    assertTrue(
        one.sameOthers(Attributes.of(Map.of("user.a", VALUE, "security.capability", VALUE))));
  }

  @Test
  void cannotBeChangedFromOutside() {
    byte[] value = VALUE.clone();
    Attributes attributes = Attributes.of(Map.of("user.a", value));
    value[0] = 9;

    assertArrayEquals(VALUE, attributes.others().get("user.a"));
    assertThrows(
        UnsupportedOperationException.class, () -> attributes.others().put("user.b", VALUE));
  }
}
