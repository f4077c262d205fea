package io.driftwatch.file;

import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;

/**
 * The value of {@code security.capability}: what a program may do beyond its user's rights.
 *
 * @param hex the attribute's bytes in hexadecimal, which is what comparison goes by
 * @see <a href="https://man7.org/linux/man-pages/man7/capabilities.7.html">capabilities(7)</a>
 */
public record FileCapability(String hex) {

  private static final List<String> NAMES =
      List.of(
          "chown",
          "dac_override",
          "dac_read_search",
          "fowner",
          "fsetid",
          "kill",
          "setgid",
          "setuid",
          "setpcap",
          "linux_immutable",
          "net_bind_service",
          "net_broadcast",
          "net_admin",
          "net_raw",
          "ipc_lock",
          "ipc_owner",
          "sys_module",
          "sys_rawio",
          "sys_chroot",
          "sys_ptrace",
          "sys_pacct",
          "sys_admin",
          "sys_boot",
          "sys_nice",
          "sys_resource",
          "sys_time",
          "sys_tty_config",
          "mknod",
          "lease",
          "audit_write",
          "audit_control",
          "setfcap",
          "mac_override",
          "mac_admin",
          "syslog",
          "wake_alarm",
          "block_suspend",
          "audit_read",
          "perfmon",
          "bpf",
          "checkpoint_restore");

  /** Bytes of magic_etc and two pairs of 32-bit sets: versions 2 and 3 of the attribute. */
  private static final int TWO_SETS = 20;

  private static final int EFFECTIVE = 1;

  /** The capability that these attribute bytes spell. */
  public static FileCapability of(byte[] value) {
    return new FileCapability(HexFormat.of().formatHex(value));
  }

  /** As getcap(8) prints it, such as {@code cap_net_raw=ep}; what is unknown, in hexadecimal. */
  @Override
  public String toString() {
    byte[] value = HexFormat.of().parseHex(hex);
    if (value.length < TWO_SETS) {
      return "0x" + hex;
    }
    ByteBuffer words = ByteBuffer.wrap(value).order(ByteOrder.LITTLE_ENDIAN);
    boolean effective = (words.getInt(0) & EFFECTIVE) != 0;
    BigInteger permitted = set(words.getInt(4), words.getInt(12));
    BigInteger inheritable = set(words.getInt(8), words.getInt(16));
    List<String> clauses = new ArrayList<>();
    addClause(clauses, permitted.and(inheritable), effective ? "eip" : "ip");
    addClause(clauses, permitted.andNot(inheritable), effective ? "ep" : "p");
    addClause(clauses, inheritable.andNot(permitted), "i");
    return clauses.isEmpty() ? "=" : String.join(" ", clauses);
  }

  private static BigInteger set(int low, int high) {
    return BigInteger.valueOf(Integer.toUnsignedLong(high))
        .shiftLeft(32)
        .or(BigInteger.valueOf(Integer.toUnsignedLong(low)));
  }

  private static void addClause(List<String> clauses, BigInteger set, String flags) {
    List<String> names = new ArrayList<>();
    for (int bit = 0; bit < set.bitLength(); bit++) {
      if (set.testBit(bit)) {
        names.add("cap_" + (bit < NAMES.size() ? NAMES.get(bit) : bit));
      }
    }
    if (!names.isEmpty()) {
      clauses.add(String.join(",", names) + "=" + flags);
    }
  }
}
