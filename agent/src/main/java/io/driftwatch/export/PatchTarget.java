package io.driftwatch.export;

import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What a patch for a pod is to be applied to, and how: where a workload makes the pod, its
 * template.
 *
 * @param kind of the object, where it is known for certain
 * @param name its name
 * @param fields that lead to the pod's specification
 * @param howTo lines that say how to apply it; printable
 */
record PatchTarget(
    Optional<WorkloadKind> kind, String name, List<String> fields, List<String> howTo) {

  private static final List<String> TEMPLATE = List.of("spec", "template", "spec");
  private static final String FILE = "FILE";

  private static final Map<String, WorkloadKind> KINDS =
      Map.of(
          "deployment", new WorkloadKind("apps/v1", "Deployment"),
          "statefulset", new WorkloadKind("apps/v1", "StatefulSet"),
          "daemonset", new WorkloadKind("apps/v1", "DaemonSet"),
          "replicaset", new WorkloadKind("apps/v1", "ReplicaSet"),
          "replicationcontroller", new WorkloadKind("v1", "ReplicationController"));

  /** A CronJob calls its Jobs after itself and the minute. */
  private static final Pattern OF_CRON_JOB = Pattern.compile("(.+)-[0-9]{6,}");

  /**
   * A kind of object in the API.
   *
   * @param apiVersion its group and version
   * @param name its name
   */
  record WorkloadKind(String apiVersion, String name) {}

  static PatchTarget of(Pod pod) {
    return pod.workload()
        .map(
            workload ->
                switch (workload.type()) {
                  case "job" -> ofJob(pod, workload);
                  case "staticpod" -> ofStaticPod(pod);
                  default -> ofWorkload(pod, workload);
                })
        .orElseGet(() -> ofPod(pod));
  }

  private static PatchTarget ofWorkload(Pod pod, Workload workload) {
    Optional<WorkloadKind> kind = Optional.ofNullable(KINDS.get(workload.type()));
    String apply = kubectl(pod, "patch", workload.type(), workload.name(), "--patch-file", FILE);
    return new PatchTarget(
        kind,
        workload.name(),
        TEMPLATE,
        kind.isPresent()
            ? List.of(apply)
            : List.of(
                "kubectl cannot merge this into a %s: add it to its spec.template.spec by hand."
                    .formatted(ContainerText.printable(workload.type()))));
  }

  private static PatchTarget ofJob(Pod pod, Workload job) {
    Matcher made = OF_CRON_JOB.matcher(job.name());
    String maker = made.matches() ? made.group(1) : "NAME";
    return new PatchTarget(
        Optional.empty(),
        maker,
        List.of("spec", "jobTemplate", "spec", "template", "spec"),
        List.of(
            "The template of a Job cannot be changed. If a CronJob made it:",
            kubectl(pod, "patch", "cronjob", maker, "--patch-file", FILE),
            "Else delete the Job and make it anew, with what is below jobTemplate."));
  }

  private static PatchTarget ofStaticPod(Pod pod) {
    return new PatchTarget(
        Optional.empty(),
        pod.name(),
        List.of("spec"),
        List.of(
            "The kubelet makes this pod from a file on the node (/etc/kubernetes/manifests):",
            "kubectl patch --local -f MANIFEST --patch-file " + FILE + " -o yaml"));
  }

  private static PatchTarget ofPod(Pod pod) {
    return new PatchTarget(
        Optional.of(new WorkloadKind("v1", "Pod")),
        pod.name(),
        List.of("spec"),
        List.of(
            "No workload of this pod is known, and a pod alone can only be made anew:",
            kubectl(pod, "get", "pod", pod.name(), "-o", "yaml") + " >pod.yaml",
            "kubectl patch --local -f pod.yaml --patch-file " + FILE + " -o yaml >new.yaml",
            kubectl(pod, "replace", "--force", "-f", "new.yaml")));
  }

  private static String kubectl(Pod pod, String... words) {
    String namespace = ContainerText.printable(pod.namespace());
    List<String> printable = List.of(words).stream().map(ContainerText::printable).toList();
    return "kubectl -n " + ShellWords.quoted(namespace) + " " + ShellWords.quoted(printable);
  }
}
