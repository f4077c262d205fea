package io.driftwatch.linux;

import io.driftwatch.file.CannotLookException;
import io.driftwatch.file.DeviceNumber;
import io.driftwatch.file.FileStat;
import io.driftwatch.file.FileTime;
import io.driftwatch.file.Reason;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Which files processes have mapped so that they can write to them without a trace in the ctime.
 * Those that are mapped for reading only count too: mprotect(2) makes them writable again, and a
 * page that was written before then needs no new fault.
 *
 * <p>A file on an overlay is mapped under the overlay's device. Its inode, seen on Linux 6.18 on
 * ext4 and on tmpfs, is that of the upperdir's file if that was made there, but that of the
 * lowerdir's file if it was copied up, whatever {@code xino} is. So the file is asked for itself,
 * through /proc/PID/map_files: its status has that inode, but the times of the upperdir's file. A
 * file is taken for mapped when it has the inode or the ctime of one that is; a match by accident
 * costs no more than that it is read again. What io_setup(2), io_uring, perf and their like map is
 * no file, and counts as one that nobody meets.
 *
 * @see <a href="https://man7.org/linux/man-pages/man5/proc_pid_maps.5.html">proc_pid_maps(5)</a>
 */
public final class SharedMappings {

  /** Ten thousand mappings. */
  private static final int MAX_MAPS_BYTES = 1 << 20;

  private static final int MAX_FILES = 10_000;

  /** A process that changes its mappings all the time is not waited for. */
  private static final int ATTEMPTS = 3;

  private static final int DECIMAL = 10;
  private static final int HEXADECIMAL = 16;

  /** Start, end, and what is mapped; a name may follow, which is the container's word. */
  private static final Pattern SHARED =
      Pattern.compile(
          "^0*([0-9a-f]+)-0*([0-9a-f]+) [r-][w-][x-]s [0-9a-f]+ ([0-9a-f]+):([0-9a-f]+) ([0-9]+)",
          Pattern.MULTILINE);

  /** Device and type of a line of mountinfo. */
  private static final Pattern MOUNT =
      Pattern.compile("^[0-9]+ [0-9]+ ([0-9]+):([0-9]+) .*? - ([^ ]+) ", Pattern.MULTILINE);

  private final Set<Mapped> files = new HashSet<>();
  private final Set<Long> inodes = new HashSet<>();
  private final Set<FileTime> changes = new HashSet<>();
  private boolean anything;

  private SharedMappings() {}

  /** A file as a line of maps names it. */
  private record Mapped(DeviceNumber device, long inode) {}

  /**
   * What the processes have mapped now. Where one does not let itself be looked at, has too much,
   * or does not hold still, anything may be mapped.
   */
  public static SharedMappings of(Iterable<ProcessDirectory> processes) {
    SharedMappings mappings = new SharedMappings();
    for (ProcessDirectory process : processes) {
      mappings.anything |= !mappings.isAdded(process);
    }
    return mappings;
  }

  /** Whether a file may be written to through a mapping, or may have been until now. */
  public boolean mayBeMapped(FileStat file) {
    return anything || inodes.contains(file.inode()) || changes.contains(file.changed());
  }

  private boolean isAdded(ProcessDirectory process) {
    for (int i = 0; i < ATTEMPTS; i++) {
      try {
        add(process, maps(process));
        return true;
      } catch (CannotLookException e) {
        if (e.reason() != Reason.VANISHED) {
          return false;
        }
        // A range that is no longer there may have ended elsewhere, under a new name.
      }
    }
    return false;
  }

  /** Nothing of a process that has ended, or of the kernel's own, which has no memory. */
  private static String maps(ProcessDirectory process) throws CannotLookException {
    try {
      return text(process.read("maps", MAX_MAPS_BYTES));
    } catch (CannotLookException e) {
      if (e.reason() == Reason.VANISHED) {
        return "";
      }
      throw e;
    }
  }

  private void add(ProcessDirectory process, String maps) throws CannotLookException {
    Set<DeviceNumber> others = null;
    Matcher line = SHARED.matcher(maps);
    while (line.find()) {
      Mapped file = new Mapped(device(line, 3, HEXADECIMAL), inode(line.group(5)));
      if (file.inode == 0 || files.contains(file)) {
        continue;
      }
      if (files.size() == MAX_FILES) {
        throw new CannotLookException(Reason.STATE_INVALID, "too many files are mapped");
      }
      if (file.device.major() == 0) {
        others = others == null ? devicesOfOthers(process) : others;
        if (!others.contains(file.device)) {
          changes.add(process.cachedChangeOf("map_files/" + line.group(1) + "-" + line.group(2)));
        }
      }
      inodes.add(file.inode);
      files.add(file);
    }
  }

  /**
   * What is mounted that is no overlay, and need not be asked about a file: a server that is down
   * would not answer.
   */
  private static Set<DeviceNumber> devicesOfOthers(ProcessDirectory process)
      throws CannotLookException {
    Set<DeviceNumber> devices = new HashSet<>();
    Matcher mount = MOUNT.matcher(text(process.read("mountinfo")));
    while (mount.find()) {
      if (!mount.group(3).equals("overlay")) {
        devices.add(device(mount, 1, DECIMAL));
      }
    }
    return devices;
  }

  /**
   * Up to 2^64 - 1, as overlays number files with {@code xino}: the highest bits tell the layer.
   */
  private static long inode(String number) {
    return Long.parseUnsignedLong(number);
  }

  private static String text(byte[] bytes) {
    return new String(bytes, StandardCharsets.ISO_8859_1);
  }

  private static DeviceNumber device(Matcher line, int group, int radix) {
    return new DeviceNumber(
        Integer.parseInt(line.group(group), radix), Integer.parseInt(line.group(group + 1), radix));
  }
}
