package io.driftwatch.export;

import io.driftwatch.compare.Aspect;
import io.driftwatch.compare.Side;
import io.driftwatch.file.Printable;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;

/**
 * Words for what of a file differs, old value first.
 *
 * @param was as the image has it
 * @param now as it is
 */
record DifferenceText(Side was, Side now) {

  private static final int MAX_NAMES = 3;
  private static final int MAX_NAME_COLUMNS = 40;

  String of(Aspect aspect) {
    return switch (aspect) {
      case CONTENT -> content();
      case TARGET -> "target " + SideText.target(was) + " -> " + SideText.target(now);
      case DEVICE -> "device " + was.stat().rdev() + " -> " + now.stat().rdev();
      case MODE -> "mode " + SideText.mode(was.stat()) + " -> " + SideText.mode(now.stat());
      case OWNER -> "owner " + was.stat().uid() + " -> " + now.stat().uid();
      case GROUP -> "group " + was.stat().gid() + " -> " + now.stat().gid();
      case CAPABILITY -> capability();
      case XATTR -> attributes();
    };
  }

  private String content() {
    long before = was.stat().size();
    long after = now.stat().size();
    return before == after
        ? "content, same size"
        : "size " + GroupedNumber.of(before) + " -> " + GroupedNumber.of(after);
  }

  private String capability() {
    String after = SideText.capability(now);
    return was.attributes().capability().isEmpty()
        ? "capability " + after
        : "capability " + SideText.capability(was) + " -> " + after;
  }

  private String attributes() {
    if (!was.attributes().isComplete() || !now.attributes().isComplete()) {
      return "xattr, more than can be listed";
    }
    List<String> names = namesOfDifferent();
    List<String> shown = names.stream().limit(MAX_NAMES).map(DifferenceText::shortened).toList();
    int more = names.size() - shown.size();
    return "xattr " + String.join(", ", shown) + (more > 0 ? " and %d more".formatted(more) : "");
  }

  private List<String> namesOfDifferent() {
    Map<String, byte[]> before = was.attributes().others();
    Map<String, byte[]> after = now.attributes().others();
    TreeSet<String> names = new TreeSet<>(before.keySet());
    names.addAll(after.keySet());
    names.removeIf(name -> Arrays.equals(before.get(name), after.get(name)));
    return List.copyOf(names);
  }

  private static String shortened(String name) {
    String printable = Printable.of(name);
    return Wrapping.shortened(printable, MAX_NAME_COLUMNS, printable.length());
  }
}
