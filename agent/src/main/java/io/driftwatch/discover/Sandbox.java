package io.driftwatch.discover;

import java.util.regex.Pattern;

/**
 * The runtimes whose sandboxes keep what a container writes, by the names of their programs and of
 * what people call them in their runtimes' configuration: {@code /usr/local/bin/runsc}, {@code
 * containerd-shim-runsc-v1}, {@code /var/lib/docker/runtimes/gvisor}, {@code
 * containerd-shim-kata-v2}, {@code kata-runtime}.
 *
 * @see <a href="https://gvisor.dev/docs/user_guide/containerd/quick_start/">gVisor</a>
 * @see <a
 *     href="https://github.com/kata-containers/kata-containers/blob/main/docs/how-to/containerd-kata.md">Kata
 *     Containers</a>
 */
final class Sandbox {

  private static final Pattern KATA = word("kata");
  private static final Pattern ANY = word("runsc|gvisor|kata");

  private Sandbox() {}

  /** A word of a program's name, of its last folder on. */
  private static Pattern word(String words) {
    return Pattern.compile("(.*/)?([^/]*[^a-z/])?(" + words + ")([^a-z/][^/]*)?", Pattern.DOTALL);
  }

  /** Whether a runtime's program is that of a sandbox. */
  static boolean isNamedBy(String program) {
    return ANY.matcher(program).matches();
  }

  /** Whether that sandbox is a virtual machine. */
  static boolean isVirtualMachine(String program) {
    return KATA.matcher(program).matches();
  }
}
