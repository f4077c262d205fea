package io.driftwatch.cli;

import io.driftwatch.advise.Advice;
import io.driftwatch.container.Container;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/** Advice by what it is about: a workload, a pod without one, or a container without a pod. */
final class AdvisedPods {

  private AdvisedPods() {}

  /** Of each workload, the advice about one container of each name: the one hardest to please. */
  static List<List<Advice>> of(List<Advice> advice) {
    Map<List<Object>, Map<String, Advice>> workloads = new LinkedHashMap<>();
    for (Advice one : advice) {
      workloads
          .computeIfAbsent(owner(one.container()), owner -> new TreeMap<>())
          .merge(one.container().name(), one, AdvisedPods::harder);
    }
    List<List<Advice>> all = new ArrayList<>();
    workloads.values().forEach(containers -> all.add(List.copyOf(containers.values())));
    return all;
  }

  private static List<Object> owner(Container container) {
    return container
        .pod()
        .map(
            pod ->
                pod.workload()
                    .<List<Object>>map(workload -> List.of(pod.namespace(), workload))
                    .orElse(List.of(pod.namespace(), pod.name())))
        .orElse(List.of(container.id()));
  }

  private static Advice harder(Advice one, Advice other) {
    Comparator<Advice> byVerdict = Comparator.comparing(Advice::verdict);
    return byVerdict.compare(one, other) >= 0 ? one : other;
  }
}
