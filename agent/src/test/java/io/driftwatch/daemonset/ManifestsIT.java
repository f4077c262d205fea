package io.driftwatch.daemonset;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import io.driftwatch.testing.Commands;
import io.driftwatch.testing.RealParts;
import io.fabric8.kubernetes.api.model.GenericKubernetesResource;
import io.fabric8.kubernetes.api.model.HasMetadata;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.apps.DaemonSet;
import io.fabric8.kubernetes.client.utils.KubernetesSerialization;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collection;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The manifests, as kubectl makes them of every combination of components. */
final class ManifestsIT {

  private static final Path DAEMONSET = Path.of("../daemonset").toAbsolutePath().normalize();

  /** Of kinds that are the Prometheus operator's, and not in the client's model. */
  private static final Set<String> OPERATORS = Set.of("PodMonitor", "PrometheusRule");

  private static final Set<String> CLUSTER_WIDE =
      Set.of("Namespace", "ClusterRole", "ClusterRoleBinding");

  @TempDir private Path folder;

  @BeforeAll
  static void needKubectl() throws IOException {
    RealParts.kustomize();
  }

  private static Set<String> everyComponent() throws IOException {
    try (Stream<Path> components = Files.list(DAEMONSET.resolve("components"))) {
      return components
          .map(path -> path.getFileName().toString())
          .collect(Collectors.toCollection(TreeSet::new));
    }
  }

  static List<Set<String>> combinations() throws IOException {
    List<String> all = List.copyOf(everyComponent());
    assertFalse(all.isEmpty());
    return IntStream.range(0, 1 << all.size())
        .mapToObj(
            chosen ->
                IntStream.range(0, all.size())
                    .filter(i -> (chosen >> i & 1) == 1)
                    .mapToObj(all::get)
                    .collect(Collectors.toCollection(TreeSet::new)))
        .<Set<String>>map(set -> set)
        .toList();
  }

  @ParameterizedTest
  @MethodSource("combinations")
  void everyFieldIsOneThatKubernetesKnows(Set<String> components) throws IOException {
    List<HasMetadata> objects = kustomize(components);

    Set<String> unknown = new TreeSet<>();
    for (HasMetadata object : objects) {
      boolean operators = OPERATORS.contains(object.getKind());
      assertEquals(operators, object instanceof GenericKubernetesResource, object.getKind());
      if (!operators) {
        UnknownFields.of(object).forEach(field -> unknown.add(object.getKind() + field));
      }
    }
    assertEquals(Set.of(), unknown);
    assertEquals(1, objects.stream().filter(DaemonSet.class::isInstance).count());
  }

  /** An overlay need not name the namespace: what has none goes wherever kubectl happens to be. */
  @Test
  void everythingIsInTheAgentsNamespace() throws IOException {
    Set<String> elsewhere =
        kustomize(everyComponent()).stream()
            .filter(object -> !CLUSTER_WIDE.contains(object.getKind()))
            .filter(object -> !"driftwatch".equals(object.getMetadata().getNamespace()))
            .map(HasMetadata::getKind)
            .collect(Collectors.toCollection(TreeSet::new));

    assertEquals(Set.of(), elsewhere);
  }

  @Test
  void aMisspelledFieldIsSeen() {
    HasMetadata object =
        load("""
            apiVersion: apps/v1
            kind: DaemonSet
            spec: {template: {spec: {containers: [{name: agent, securityContext: {readonly: 1}}]}}}
            """)
            .get(0);

    assertEquals(
        Set.of(".spec.template.spec.containers[0].securityContext.readonly"),
        UnknownFields.of(object));
  }

  @Test
  void componentsChangeWhatTheySay() throws IOException {
    assertTrue(pod(Set.of("apparmor-unconfined")).toString().contains("type=Unconfined"));
    assertTrue(pod(Set.of("selinux-spc")).toString().contains("type=spc_t"));
    assertFalse(pod(Set.of()).toString().contains("Unconfined"));
    assertFalse(pod(Set.of()).toString().contains("spc_t"));
  }

  /** An operator would otherwise have two truths. */
  @Test
  void theOperatorsRulesAreTheAlerts() throws IOException {
    String alerts = Files.readString(DAEMONSET.resolve("../dashboards/alerts.yaml"));
    HasMetadata rule =
        kustomize(Set.of("prometheus-rule")).stream()
            .filter(object -> object.getKind().equals("PrometheusRule"))
            .findFirst()
            .orElseThrow();

    assertEquals(
        new KubernetesSerialization().unmarshal(alerts, Object.class),
        ((GenericKubernetesResource) rule).getAdditionalProperties().get("spec"));
  }

  private PodSpec pod(Set<String> components) throws IOException {
    return kustomize(components).stream()
        .filter(DaemonSet.class::isInstance)
        .map(object -> ((DaemonSet) object).getSpec().getTemplate().getSpec())
        .findFirst()
        .orElseThrow();
  }

  /** As a person does it: a kustomization of one's own, on top of this one. */
  private List<HasMetadata> kustomize(Set<String> components) throws IOException {
    StringBuilder overlay = new StringBuilder("resources: [%s]\n".formatted(relative(DAEMONSET)));
    overlay.append("components:\n");
    for (String component : components) {
      overlay.append("- ").append(relative(DAEMONSET.resolve("components/" + component)));
      overlay.append('\n');
    }
    Files.writeString(folder.resolve("kustomization.yaml"), overlay);
    return load(Commands.run("kubectl", "kustomize", folder.toString()));
  }

  /** Kustomize takes no absolute paths. */
  private Path relative(Path path) throws IOException {
    return folder.toRealPath().relativize(path.toRealPath());
  }

  private static List<HasMetadata> load(String yaml) {
    Object loaded =
        new KubernetesSerialization()
            .unmarshal(new ByteArrayInputStream(yaml.getBytes(StandardCharsets.UTF_8)));
    return loaded instanceof Collection<?> many
        ? many.stream().map(HasMetadata.class::cast).toList()
        : List.of((HasMetadata) loaded);
  }
}
