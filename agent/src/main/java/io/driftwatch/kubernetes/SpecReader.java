package io.driftwatch.kubernetes;

import com.fasterxml.jackson.databind.ObjectMapper;
import io.driftwatch.container.ContainerSpec;
import io.driftwatch.container.ContainerSpec.Resources;
import io.driftwatch.container.Exec;
import io.fabric8.kubernetes.api.model.Container;
import io.fabric8.kubernetes.api.model.PodSecurityContext;
import io.fabric8.kubernetes.api.model.PodSpec;
import io.fabric8.kubernetes.api.model.Quantity;
import io.fabric8.kubernetes.api.model.ResourceRequirements;
import io.fabric8.kubernetes.api.model.SecurityContext;
import io.fabric8.kubernetes.api.model.VolumeMount;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/** Takes from a pod's specification what is kept of its containers, as long as there is room. */
final class SpecReader {

  /** Of a pod's commands, mount paths and names, in characters. */
  private static final int MAX_TEXT = 32 << 10;

  /** Those of which each container of a pod has a part; devices are the container's own. */
  private static final List<String> SHARED_RESOURCES =
      List.of("cpu", "memory", "ephemeral-storage");

  private static final ObjectMapper MAPPER = new ObjectMapper();

  private final Map<String, Container> containers = new HashMap<>();
  private final Set<String> volumes = new HashSet<>();
  private final Set<String> initContainers = new LinkedHashSet<>();
  private final Set<String> ephemeral = new HashSet<>();
  private final Optional<PodSecurityContext> security;
  private int left = MAX_TEXT;

  SpecReader(PodSpec spec) {
    PodSpec said = spec == null ? new PodSpec() : spec;
    security = Optional.ofNullable(said.getSecurityContext());
    orEmpty(said.getContainers()).forEach(one -> containers.put(one.getName(), one));
    for (Container init : orEmpty(said.getInitContainers())) {
      containers.put(init.getName(), init);
      initContainers.add(init.getName());
    }
    orEmpty(said.getEphemeralContainers())
        .forEach(
            one -> {
              containers.put(one.getName(), MAPPER.convertValue(one, Container.class));
              ephemeral.add(one.getName());
            });
    orEmpty(said.getVolumes()).forEach(volume -> volumes.add(volume.getName()));
    spend(volumes);
    spend(initContainers);
  }

  /**
   * What the specification says of a container. One that says more than there is room for says
   * nothing: half of a command, or of the mounts, would be wrong.
   */
  Optional<ContainerSpec> read(String name) {
    return Optional.ofNullable(containers.get(name)).map(this::read).filter(this::hasRoomFor);
  }

  private ContainerSpec read(Container container) {
    Optional<SecurityContext> own = Optional.ofNullable(container.getSecurityContext());
    return new ContainerSpec(
        container.getImage() == null ? "" : container.getImage(),
        container.getImagePullPolicy(),
        Commands.of(container),
        orEmpty(container.getVolumeMounts()).stream().map(VolumeMount::getMountPath).toList(),
        own.map(SecurityContext::getPrivileged),
        own.map(SecurityContext::getAllowPrivilegeEscalation),
        said(own, SecurityContext::getRunAsUser, PodSecurityContext::getRunAsUser),
        said(own, SecurityContext::getRunAsNonRoot, PodSecurityContext::getRunAsNonRoot),
        resources(container.getResources()),
        volumes,
        initContainers,
        ephemeral.contains(container.getName()));
  }

  private static Resources resources(ResourceRequirements said) {
    return said == null
        ? Resources.NONE
        : new Resources(amounts(said.getRequests()), amounts(said.getLimits()));
  }

  private static Map<String, String> amounts(Map<String, Quantity> said) {
    Map<String, String> amounts = new HashMap<>();
    for (String name : SHARED_RESOURCES) {
      if (said != null && said.get(name) != null) {
        amounts.put(name, said.get(name).toString());
      }
    }
    return amounts;
  }

  private <T> Optional<T> said(
      Optional<SecurityContext> own,
      Function<SecurityContext, T> ofContainer,
      Function<PodSecurityContext, T> ofPod) {
    return own.map(ofContainer).or(() -> security.map(ofPod));
  }

  private boolean hasRoomFor(ContainerSpec spec) {
    List<String> texts = new ArrayList<>();
    spec.commands().stream().map(Exec::argv).forEach(texts::addAll);
    texts.addAll(spec.mountPaths());
    texts.add(spec.image());
    texts.addAll(spec.resources().requests().values());
    texts.addAll(spec.resources().limits().values());
    return spend(texts);
  }

  private boolean spend(Iterable<String> texts) {
    for (String text : texts) {
      left -= text.length() + 1;
      if (left < 0) {
        return false;
      }
    }
    return true;
  }

  private static <T> List<T> orEmpty(List<T> list) {
    return list == null ? List.of() : list;
  }
}
