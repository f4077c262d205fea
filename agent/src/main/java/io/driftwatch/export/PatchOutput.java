package io.driftwatch.export;

import io.driftwatch.advise.Advice;
import io.driftwatch.advise.ContainerOptions;
import io.driftwatch.advise.PodPatch;
import io.driftwatch.advise.ProposedMount;
import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;

/**
 * What makes a pod, or a container of docker or podman, immutable: to be applied, with comments
 * that say how, what it rests on and what to look at.
 */
public final class PatchOutput {

  private static final String COMMENT = "# ";
  private static final String INDENT = "  ";
  private static final int WIDTH = TerminalPage.COLUMNS - COMMENT.length();

  private final Appendable out;

  private PatchOutput(Appendable out) {
    this.out = out;
  }

  /**
   * Writes the patch.
   *
   * @param advice about the containers of one pod, or about one container without a pod
   */
  public static void write(List<Advice> advice, Appendable out) throws IOException {
    Container first = advice.get(0).container();
    if (first.pod().isPresent()) {
      new PatchOutput(out).writePatch(first.pod().get(), advice);
    } else {
      new PatchOutput(out).writeOptions(advice.get(0));
    }
  }

  private void writePatch(Pod pod, List<Advice> advice) throws IOException {
    PodPatch patch = PodPatch.of(advice);
    PatchTarget target = PatchTarget.of(pod);
    comment(
        "What makes the containers of "
            + ContainerText.printable(pod.toString())
            + " immutable, as far as it is known.");
    if (!patch.isEmpty()) {
      for (String line : target.howTo()) {
        out.append(COMMENT).append(INDENT).append(line).append('\n');
      }
    }
    for (Advice one : advice) {
      writeAbout(one, leftOut(one));
    }
    writeNotes(patch, advice);
    if (patch.isEmpty()) {
      comment("There is nothing to patch.");
      return;
    }
    out.append(PatchYaml.of(patch, target));
  }

  private void writeAbout(Advice advice, String leftOut) throws IOException {
    String name = ContainerText.printable(advice.container().name());
    String verdict = AdviceText.verdict(advice.verdict());
    String why = AdviceText.why(advice);
    comment(
        name
            + ": "
            + verdict
            + leftOut
            + (why.isEmpty() ? "" : ": " + why)
            + "; "
            + AdviceText.basis(advice.basis()));
    if (advice.canBeDone()) {
      for (ProposedMount mount : advice.mounts()) {
        comment(INDENT, AdviceText.mount(mount));
      }
      for (String caution : advice.cautions()) {
        comment(INDENT, "caution: " + caution);
      }
    }
  }

  private static String leftOut(Advice advice) {
    if (!advice.canBeDone()) {
      return ", so left out";
    }
    return advice.canBePatched() ? "" : ", left out since it is an ephemeral container";
  }

  private void writeNotes(PodPatch patch, List<Advice> advice) throws IOException {
    List<String> notes = new ArrayList<>();
    if (!patch.volumes().isEmpty()) {
      notes.add("A pod that writes more to a volume than its sizeLimit is evicted.");
    }
    boolean isAsked = advice.stream().allMatch(one -> one.container().spec().isPresent());
    if (!isAsked && !patch.isEmpty()) {
      notes.add(
          "The API server was not asked: see that no volume of the pod has one of these names or"
              + " paths yet.");
    }
    if (patch.containers().size() > 1) {
      notes.add("Take out containers that were put into the pod and are not in its template.");
    }
    for (String note : notes) {
      comment(note);
    }
  }

  private void writeOptions(Advice advice) throws IOException {
    Container container = advice.container();
    comment("What makes " + ContainerText.name(container) + " immutable, as far as it is known.");
    writeAbout(advice, "");
    if (!advice.canBeDone()) {
      comment("There is no command to give.");
      return;
    }
    if (!ContainerOptions.areKnownTo(container)) {
      comment("Its root has to be made read-only by who starts it: root.readonly in config.json.");
      return;
    }
    if (ContainerOptions.haveVolume(advice)) {
      comment(
          "A volume without a name begins with the image's files and is new for each container.");
    }
    if (ContainerOptions.haveTmpfs(advice)) {
      comment(
          "A tmpfs is memory, is empty after each start, and runs no programs (noexec): where files"
              + " must last use a named volume, where libraries are unpacked add exec to its"
              + " options.");
    }
    comment("Put your own options (names, ports, volumes) before the image:");
    List<String> words = new ArrayList<>(List.of(container.runtime().id(), "run"));
    words.addAll(ContainerOptions.of(advice));
    String image = container.image().reference();
    words.add(image == null ? "IMAGE" : ContainerText.printable(image));
    out.append(ShellWords.quoted(words)).append('\n');
  }

  private void comment(String text) throws IOException {
    comment("", text);
  }

  /** What goes on in another line is indented further, lest it pass for what is not indented. */
  private void comment(String indent, String text) throws IOException {
    String begin = indent;
    int width = WIDTH - indent.length();
    for (String line : Wrapping.lines(text, width, width - indent.length())) {
      out.append(COMMENT).append(begin).append(line).append('\n');
      begin = indent + indent;
    }
  }
}
