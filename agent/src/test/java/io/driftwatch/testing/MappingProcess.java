package io.driftwatch.testing;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.Writer;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** A process that has the first page of files mapped shared, and writes when it is told. */
public final class MappingProcess implements AutoCloseable {

  private static final String PROGRAM =
      """
      import ctypes, os, sys
      c = ctypes.CDLL(None)
      c.mmap.restype = ctypes.c_void_p
      c.mmap.argtypes = [ctypes.c_void_p, ctypes.c_size_t] + [ctypes.c_int] * 3 + [ctypes.c_long]
      c.mprotect.argtypes = [ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
      page = os.sysconf("SC_PAGESIZE")
      pages = []
      for path in sys.argv[2:]:
          fd = os.open(path, os.O_RDWR)
          pages.append(c.mmap(None, page, 3, 1, fd, 0))
          os.close(fd)
          if sys.argv[1] == "read":
              ctypes.string_at(pages[-1], 1)
      print("ready", flush=True)
      for line in sys.stdin:
          what, text = line.strip().split(":")
          for address in pages:
              if what == "write":
                  ctypes.memmove(address, text.encode(), len(text))
              else:
                  c.mprotect(address, page, int(text))
          print("done", flush=True)
      """;

  private final Process process;
  private final BufferedReader out;
  private final Writer in;

  private MappingProcess(String first, Path... files) throws IOException {
    List<String> command = new ArrayList<>(List.of("python3", "-c", PROGRAM, first));
    Arrays.stream(files).map(Path::toString).forEach(command::add);
    process =
        Commands.start(new ProcessBuilder(command).redirectError(ProcessBuilder.Redirect.INHERIT));
    out =
        new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8));
    in = process.outputWriter(StandardCharsets.UTF_8);
    expect("ready");
  }

  /** Starts a process that has mapped files. */
  public static MappingProcess of(Path... files) throws IOException {
    return new MappingProcess("map", files);
  }

  /** Starts a process that has mapped files, and read from them before it writes. */
  public static MappingProcess readThenWrite(Path... files) throws IOException {
    return new MappingProcess("read", files);
  }

  public int pid() {
    return (int) process.pid();
  }

  /** Writes at the beginning of every file. */
  public void write(String text) throws IOException {
    tell("write:" + text);
  }

  /** Makes the mappings read-only for now. */
  public void protect() throws IOException {
    tell("protect:1");
  }

  /** Makes them writable again. */
  public void unprotect() throws IOException {
    tell("protect:3");
  }

  private void tell(String line) throws IOException {
    in.write(line + "\n");
    in.flush();
    expect("done");
  }

  private void expect(String answer) throws IOException {
    String said = out.readLine();
    if (!answer.equals(said)) {
      throw new IOException("the mapping process said " + said);
    }
  }

  /** Ends it, so that nothing is mapped. */
  public void end() {
    process.destroyForcibly().onExit().join();
  }

  @Override
  public void close() {
    end();
  }
}
