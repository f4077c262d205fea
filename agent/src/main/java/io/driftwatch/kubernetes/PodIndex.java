package io.driftwatch.kubernetes;

import io.driftwatch.container.Container;
import io.driftwatch.kubernetes.KnownPod.Listed;
import io.fabric8.kubernetes.api.model.Pod;
import io.fabric8.kubernetes.api.model.PodBuilder;
import io.fabric8.kubernetes.client.informers.cache.ItemStore;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;

/**
 * The node's pods, as an informer last heard of them. To the informer it is the store that it keeps
 * current; what it gets back from it is no more than a pod's identity.
 */
final class PodIndex implements ItemStore<Pod> {

  /** By namespace and name, which one pod has at a time. */
  private final Map<String, KnownPod> pods = new ConcurrentHashMap<>();

  /** The pod that a container is said to be of, when the API has it with that name and UID. */
  Optional<KnownPod> find(Container container) {
    return container
        .pod()
        .flatMap(
            pod ->
                Optional.ofNullable(pods.get(key(pod.namespace(), pod.name())))
                    .filter(known -> pod.uid() != null && known.isKnownAs(pod.uid())));
  }

  /**
   * What Events about a container regard, when its pod's status lists it. No status lists a
   * sandbox, so one is taken for listed when its pod is known.
   */
  Optional<Regarding> regarding(Container container) {
    return find(container)
        .flatMap(
            known -> {
              Optional<String> field =
                  Optional.ofNullable(known.containers().get(container.id())).map(Listed::field);
              return field.isPresent() || container.isSandbox()
                  ? container
                      .pod()
                      .map(pod -> new Regarding(pod.namespace(), pod.name(), pod.uid(), field))
                  : Optional.empty();
            });
  }

  private static String key(String namespace, String name) {
    return namespace + "/" + name;
  }

  @Override
  public String getKey(Pod pod) {
    return key(pod.getMetadata().getNamespace(), pod.getMetadata().getName());
  }

  @Override
  public Pod put(String key, Pod pod) {
    return identity(key, pods.put(key, PodReader.read(pod)));
  }

  @Override
  public Pod remove(String key) {
    return identity(key, pods.remove(key));
  }

  @Override
  public Stream<String> keySet() {
    return pods.keySet().stream();
  }

  @Override
  public Stream<Pod> values() {
    return pods.entrySet().stream().map(entry -> identity(entry.getKey(), entry.getValue()));
  }

  @Override
  public int size() {
    return pods.size();
  }

  @Override
  public Pod get(String key) {
    return identity(key, pods.get(key));
  }

  @Override
  public boolean isFullState() {
    return false;
  }

  private static Pod identity(String key, KnownPod known) {
    if (known == null) {
      return null;
    }
    int slash = key.indexOf('/');
    return new PodBuilder()
        .withNewMetadata()
        .withNamespace(key.substring(0, slash))
        .withName(key.substring(slash + 1))
        .withUid(known.uid())
        .withResourceVersion(known.resourceVersion())
        .endMetadata()
        .build();
  }
}
