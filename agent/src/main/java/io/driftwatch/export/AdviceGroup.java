package io.driftwatch.export;

import io.driftwatch.advise.Advice;
import io.driftwatch.container.Container;
import io.driftwatch.container.Pod;
import io.driftwatch.container.Workload;
import io.driftwatch.report.Immutability;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Containers of one name in the replicas of one workload, that all stand alike; or one container.
 *
 * @param name of the container, after its workload's or its pod's
 * @param all one or more
 */
record AdviceGroup(String name, List<Advice> all) {

  /** What can be done at once comes first, what is done last. */
  private static final List<Immutability> ORDER =
      List.of(
          Immutability.READY,
          Immutability.READY_WITH_MOUNTS,
          Immutability.NOT_READY,
          Immutability.UNKNOWN,
          Immutability.ENFORCED);

  private static final Comparator<AdviceGroup> EASIEST_FIRST =
      Comparator.<AdviceGroup>comparingInt(group -> ORDER.indexOf(group.first().verdict()))
          .thenComparing(AdviceGroup::name);

  /** All groups, in the order in which they are told of. */
  static List<AdviceGroup> of(List<Advice> advice) {
    Map<List<Object>, List<Advice>> groups = new LinkedHashMap<>();
    for (Advice one : advice) {
      groups.computeIfAbsent(key(one), key -> new ArrayList<>()).add(one);
    }
    return groups.values().stream()
        .map(all -> new AdviceGroup(name(all.get(0).container()), all))
        .sorted(EASIEST_FIRST)
        .toList();
  }

  Advice first() {
    return all.get(0);
  }

  private static List<Object> key(Advice one) {
    return List.of(
        name(one.container()),
        Optional.ofNullable(one.container().image().reference()),
        one.container().pod().flatMap(Pod::workload).isPresent() ? "" : one.container().id(),
        one.verdict(),
        one.reasons(),
        one.mounts(),
        one.obstacles(),
        one.cautions(),
        one.weaknesses(),
        one.basis().unseen());
  }

  private static String name(Container container) {
    Optional<Workload> workload = container.pod().flatMap(Pod::workload);
    return workload
        .map(
            of ->
                String.join(
                    "/",
                    ContainerText.printable(container.pod().orElseThrow().namespace()),
                    ContainerText.printable(of.type()),
                    ContainerText.printable(of.name()),
                    ContainerText.printable(container.name())))
        .orElseGet(() -> ContainerText.name(container));
  }
}
