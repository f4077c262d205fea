package io.driftwatch.file;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** File capabilities read as people know them from getcap(8). */
final class FileCapabilityTest {

  /** Values as setcap(8) of libcap 2.66 wrote them, and what getcap(8) said of them. */
  @ParameterizedTest
  @CsvSource({
    "0100000200200000000000000000000000000000, cap_net_raw=ep",
    "0100000200300000003000000000000000000000, 'cap_net_admin,cap_net_raw=eip'",
    "0000000201000000000000000000000000000000, cap_chown=p",
    "0000000200000000010000000000000000000000, cap_chown=i",
    "0100000200000000000000008001000000000000, 'cap_bpf,cap_checkpoint_restore=ep'",
    "0000000200000000000000000000000000000000, =",
  })
  void isPrintedAsGetcapDoes(String hex, String expected) {
    assertEquals(expected, FileCapability.of(HexFormat.of().parseHex(hex)).toString());
  }

  @Test
  void aCapabilityNewerThanThisListIsPrintedByItsNumber() {
    assertEquals(
        "cap_41,cap_63=p",
        new FileCapability("0000000200000000000000000002008000000000").toString());
  }

  @Test
  void permittedAndInheritableSetsThatDifferAreToldApart() {
    assertEquals(
        "cap_kill=eip cap_chown=ep cap_fowner=i",
        new FileCapability("0100000221000000280000000000000000000000").toString());
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "01", "00000001010000000000000000", "01000002ff"})
  void whatIsTooShortIsPrintedInHexadecimal(String hex) {
    assertEquals("0x" + hex, new FileCapability(hex).toString());
  }

  @Test
  void theUserNamespaceThatACapabilityIsForCounts() {
    FileCapability everywhere = new FileCapability("0100000201000000000000000000000000000000");
    FileCapability ofRoot1000 =
        new FileCapability("0100000301000000000000000000000000000000e8030000");

    assertEquals(everywhere.toString(), ofRoot1000.toString());
    assertNotEquals(everywhere, ofRoot1000);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "cap_net_raw=ep",
        "cap_net_bind_service,cap_net_admin=eip",
        "cap_setuid,cap_sys_admin,cap_syslog,cap_bpf=p",
        "cap_dac_override=i",
        "cap_checkpoint_restore=ep",
      })
  void agreesWithTheMachinesGetcap(String capability, @TempDir Path folder) throws Exception {
    RealParts.root();
    Path file = Files.createFile(folder.resolve("f"));
    Commands.run("setcap", capability, file.toString());

    String value = Commands.run("getfattr", "-n", "security.capability", "-e", "hex", "" + file);
    String hex = value.lines().filter(l -> l.contains("=0x")).findFirst().orElseThrow();
    String expected = Commands.run("getcap", file.toString()).strip().split(" ", 2)[1];

    assertEquals(expected, new FileCapability(hex.substring(hex.indexOf("=0x") + 3)).toString());
  }
}
