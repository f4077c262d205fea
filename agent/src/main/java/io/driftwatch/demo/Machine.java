package io.driftwatch.demo;

import java.util.HexFormat;

/**
 * A machine that the demo's container can run on, with the code of the one program in it: it makes
 * the directory that its first argument names its root, says "ready", and runs until its standard
 * input ends. So it cannot outlive whoever holds the other end of that pipe, however they end.
 *
 * @see <a href="https://man7.org/linux/man-pages/man2/syscall.2.html">syscall(2)</a>
 */
enum Machine {
  X86_64(
      62,
      """
      48 8b 7c 24 10        ; mov rdi, [rsp+16]    the first argument
      b8 a1 00 00 00        ; mov eax, 161
      0f 05                 ; syscall              chroot
      85 c0                 ; test eax, eax
      75 38                 ; jnz end              refused
      48 8d 3d 3a 00 00 00  ; lea rdi, [root]
      b8 50 00 00 00        ; mov eax, 80
      0f 05                 ; syscall              chdir
      bf 01 00 00 00        ; mov edi, 1           standard output
      48 8d 35 29 00 00 00  ; lea rsi, [ready]
      ba 06 00 00 00        ; mov edx, 6           bytes
      b8 01 00 00 00        ; mov eax, 1
      0f 05                 ; syscall              write
      31 ff                 ; wait: xor edi, edi   standard input
      48 89 e6              ; mov rsi, rsp         into what the arguments took
      ba 01 00 00 00        ; mov edx, 1           byte
      31 c0                 ; xor eax, eax
      0f 05                 ; syscall              read
      85 c0                 ; test eax, eax
      7f ee                 ; jg wait              neither its end nor an error
      31 ff                 ; end: xor edi, edi
      b8 e7 00 00 00        ; mov eax, 231
      0f 05                 ; syscall              exit_group
      2f 00                 ; root: "/"
      72 65 61 64 79 0a     ; ready: "ready", a line
      """),
  ARM64(
      183,
      """
      e0 0b 40 f9           ; ldr x0, [sp, 16]     the first argument
      68 06 80 d2           ; mov x8, 51
      01 00 00 d4           ; svc 0                chroot
      00 02 00 b5           ; cbnz x0, end         refused
      40 02 00 10           ; adr x0, root
      28 06 80 d2           ; mov x8, 49
      01 00 00 d4           ; svc 0                chdir
      20 00 80 d2           ; mov x0, 1            standard output
      c1 01 00 50           ; adr x1, ready
      c2 00 80 d2           ; mov x2, 6            bytes
      08 08 80 d2           ; mov x8, 64
      01 00 00 d4           ; svc 0                write
      00 00 80 d2           ; wait: mov x0, 0      standard input
      e1 03 00 91           ; mov x1, sp           into what the arguments took
      22 00 80 d2           ; mov x2, 1            byte
      e8 07 80 d2           ; mov x8, 63
      01 00 00 d4           ; svc 0                read
      1f 00 00 f1           ; cmp x0, 0
      4c ff ff 54           ; b.gt wait            neither its end nor an error
      00 00 80 d2           ; end: mov x0, 0
      c8 0b 80 d2           ; mov x8, 94
      01 00 00 d4           ; svc 0                exit_group
      2f 00                 ; root: "/"
      72 65 61 64 79 0a     ; ready: "ready", a line
      """);

  private final int elfNumber;
  private final String listing;

  Machine(int elfNumber, String listing) {
    this.elfNumber = elfNumber;
    this.listing = listing;
  }

  /** The machine that this program runs on. */
  static Machine ofThis() {
    String name = System.getProperty("os.arch");
    return switch (name) {
      case "amd64", "x86_64" -> X86_64;
      case "aarch64", "arm64" -> ARM64;
      default ->
          throw new UnsupportedOperationException("no program of the demo's runs on " + name);
    };
  }

  /** What ELF calls it, {@code e_machine}. */
  int elfNumber() {
    return elfNumber;
  }

  /** The program's bytes, to be entered at the first. */
  byte[] code() {
    StringBuilder digits = new StringBuilder();
    listing.lines().forEach(line -> digits.append(line, 0, line.indexOf(';')));
    return HexFormat.of().parseHex(digits.toString().replace(" ", ""));
  }
}
