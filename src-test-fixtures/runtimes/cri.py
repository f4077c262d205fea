#!/usr/bin/python3
"""A small client of containerd's CRI plugin, in the place of a kubelet.

  cri.py DIR ready
  cri.py DIR run NAME IMAGE [--read-only] [--volume FROM:TO[:ro]]... [--cap-add NAME]... [--ids IN:ON:COUNT]
  cri.py DIR exec ID FILE
  cri.py DIR rm ID
  cri.py DIR rm-all

"run" makes a pod with one container, as a kubelet would, and prints the container's id and pid, and
the sandbox's id. With --ids the pod has a user namespace: its ids from IN are ON and up on the host.
"""
import argparse, glob, json, os, re, shutil, sys, uuid
import grpc
from google.protobuf import descriptor_pb2, descriptor_pool, json_format, message_factory

# What is needed of runtime.v1. On the wire a map is a repeated pair, and an enum an int32.
SCHEMA = """
message Empty { }
message Pair { string key = 1; string value = 2; }
message RunPodSandboxRequest { Pod config = 1; }
message RunPodSandboxResponse { string pod_sandbox_id = 1; }
message Pod { PodMetadata metadata = 1; string log_directory = 3; repeated Pair labels = 6; LinuxPod linux = 8; }
message PodMetadata { string name = 1; string uid = 2; string namespace = 3; }
message LinuxPod { string cgroup_parent = 1; PodSecurity security_context = 2; }
message PodSecurity { Namespaces namespace_options = 1; }
message Namespaces { int32 network = 1; int32 pid = 2; int32 ipc = 3; UserNamespace userns_options = 5; }
message UserNamespace { int32 mode = 1; repeated Ids uids = 2; repeated Ids gids = 3; }
message Ids { uint32 host_id = 1; uint32 container_id = 2; uint32 length = 3; }
message ListPodSandboxResponse { repeated ListedPod items = 1; }
message ListedPod { string id = 1; PodMetadata metadata = 2; }
message StopPodSandboxRequest { string pod_sandbox_id = 1; }
message RemovePodSandboxRequest { string pod_sandbox_id = 1; }
message CreateContainerRequest { string pod_sandbox_id = 1; Container config = 2; Pod sandbox_config = 3; }
message CreateContainerResponse { string container_id = 1; }
message Container { Name metadata = 1; Image image = 2; repeated string command = 3; repeated Mount mounts = 7;
  repeated Pair labels = 9; repeated Pair annotations = 10; string log_path = 11; LinuxContainer linux = 15; }
message Name { string name = 1; }
message Image { string image = 1; }
message Mount { string container_path = 1; string host_path = 2; bool readonly = 3;
  repeated Ids uidMappings = 6; repeated Ids gidMappings = 7; }
message LinuxContainer { ContainerSecurity security_context = 2; }
message ContainerSecurity { Capabilities capabilities = 1; Namespaces namespace_options = 3; bool readonly_rootfs = 7; }
message Capabilities { repeated string add_capabilities = 1; }
message StartContainerRequest { string container_id = 1; }
message ContainerStatusRequest { string container_id = 1; bool verbose = 2; }
message ContainerStatusResponse { repeated Pair info = 2; }
message ExecSyncRequest { string container_id = 1; repeated string cmd = 2; }
message ExecSyncResponse { bytes stdout = 1; bytes stderr = 2; int32 exit_code = 3; }
"""
POD, CONTAINER, NODE = 0, 1, 2
NAMESPACES = {"network": NODE, "pid": CONTAINER, "ipc": POD}  # a network of its own would take CNI


def own_ids(ids):
    """The namespaces of a pod with user ids of its own, which cannot be in the node's network."""
    return {**NAMESPACES, "network": POD, "userns_options": {"mode": POD, "uids": ids, "gids": ids}}


def message_classes():
    """Name -> class, of each message in the schema."""
    Field, package = descriptor_pb2.FieldDescriptorProto, "runtime.v1"
    file = descriptor_pb2.FileDescriptorProto(name="cri", package=package, syntax="proto3")
    for name, body in re.findall(r"message (\w+) \{(.*?)\}", SCHEMA, re.S):
        message = file.message_type.add(name=name)
        for repeated, kind, field, number in re.findall(r"(repeated )?(\w+) (\w+) = (\d+);", body):
            label = Field.LABEL_REPEATED if repeated else Field.LABEL_OPTIONAL
            scalar = getattr(Field, "TYPE_" + kind.upper(), None)
            message.field.add(name=field, number=int(number), label=label, type=scalar or Field.TYPE_MESSAGE,
                              type_name=None if scalar else f".{package}.{kind}")
    pool = descriptor_pool.DescriptorPool()
    pool.Add(file)
    class_of = getattr(message_factory, "GetMessageClass", None) or message_factory.MessageFactory(pool).GetPrototype
    return {m.name: class_of(pool.FindMessageTypeByName(f"{package}.{m.name}")) for m in file.message_type}


class Cri:
    def __init__(self, folder):
        self.folder, self.messages = folder, message_classes()
        options = [("grpc.default_authority", "localhost"), ("grpc.enable_http_proxy", 0)]
        self.channel = grpc.insecure_channel(f"unix:{folder}/containerd/sock", options)

    def call(self, method, **request):
        request_class, response_class = (
            self.messages.get(method + end, self.messages["Empty"]) for end in ("Request", "Response"))
        rpc = self.channel.unary_unary("/runtime.v1.RuntimeService/" + method,
                                       request_class.SerializeToString, response_class.FromString)
        return rpc(json_format.ParseDict(request, request_class()), timeout=120)

    def run(self, name, image, read_only, volumes, capabilities, ids):
        uid = str(uuid.uuid4())
        httpd = "/httpd:" in image
        namespaces = own_ids(ids) if ids else NAMESPACES
        labels = {"io.kubernetes.pod.name": name, "io.kubernetes.pod.namespace": "team-purple",
                  "io.kubernetes.pod.uid": uid}
        pod = {"metadata": {"name": name, "uid": uid, "namespace": "team-purple"},
               "log_directory": self.pod_folder(uid, "log"), "labels": pairs(labels),
               "linux": {"cgroup_parent": "/kubepods/besteffort/pod" + uid,
                         "security_context": {"namespace_options": namespaces}}}
        places = ["/tmp", "/run"] + ["/usr/local/apache2/logs"] * httpd if read_only else []
        container = {"metadata": {"name": "app"}, "image": {"image": image}, "log_path": "app.log",
                     "command": ["sleep", "infinity"] if httpd else [],  # a server would take a port of the host
                     "mounts": self.mounts(uid, places, volumes, ids),
                     "labels": pairs({"io.kubernetes.container.name": "app", **labels}),
                     "annotations": pairs({"io.kubernetes.container.restartCount": "0"}),
                     "linux": {"security_context": {"capabilities": {"add_capabilities": capabilities},
                                                    "namespace_options": namespaces, "readonly_rootfs": read_only}}}
        sandbox = self.call("RunPodSandbox", config=pod).pod_sandbox_id
        try:
            id = self.call("CreateContainer", pod_sandbox_id=sandbox, config=container, sandbox_config=pod).container_id
            self.call("StartContainer", container_id=id)
            return id, self.info(id)["pid"], sandbox
        except grpc.RpcError:
            self.remove(sandbox)
            raise

    def mounts(self, uid, places, volumes, ids):
        """What a kubelet adds to every container, an emptyDir for each place, and what was asked for."""
        hosts = self.pod_folder(uid) + "/etc-hosts"
        termination_log = self.pod_folder(uid, "containers/app") + "/termination-log"
        secret = self.pod_folder(uid, "volumes/kubernetes.io~projected/kube-api-access")
        for file, text in (hosts, "127.0.0.1\tlocalhost\n"), (termination_log, ""), (secret + "/token", "none"):
            with open(file, "w") as out:
                out.write(text)
        mounts = [(hosts, "/etc/hosts"), (termination_log, "/dev/termination-log"),
                  (secret, "/var/run/secrets/kubernetes.io/serviceaccount", "ro")]
        mounts += [(self.pod_folder(uid, "volumes/kubernetes.io~empty-dir/" + place[1:].replace("/", "-")), place)
                   for place in places]
        mounts += [volume.split(":") for volume in volumes]
        return [{"host_path": source, "container_path": target, "readonly": mode == ["ro"],
                 "uidMappings": ids, "gidMappings": ids}
                for source, target, *mode in mounts]

    def pod_folder(self, uid, name="."):
        folder = os.path.normpath(os.path.join(self.folder, "pods", uid, name))
        os.makedirs(folder, exist_ok=True)
        return folder

    def info(self, id):
        info = self.call("ContainerStatus", container_id=id, verbose=True).info
        return next(json.loads(pair.value) for pair in info if pair.key == "info")

    def execute(self, id, file):
        with open(file) as script:
            result = self.call("ExecSync", container_id=id, cmd=["sh", "-c", script.read()])
        sys.stdout.buffer.write(result.stdout)
        sys.stderr.buffer.write(result.stderr)
        return result.exit_code

    def remove(self, *sandboxes):
        """Removes pods, or all, and what a kubelet would: their cgroups and folders."""
        for pod in self.call("ListPodSandbox").items:
            if sandboxes and pod.id not in sandboxes:
                continue
            self.call("StopPodSandbox", pod_sandbox_id=pod.id)
            self.call("RemovePodSandbox", pod_sandbox_id=pod.id)
            cgroup = "kubepods/besteffort/pod" + pod.metadata.uid
            for folder in glob.glob("/sys/fs/cgroup/" + cgroup) + glob.glob("/sys/fs/cgroup/*/" + cgroup):
                os.rmdir(folder)
            shutil.rmtree(self.pod_folder(pod.metadata.uid))


def pairs(mapping):
    return [{"key": key, "value": value} for key, value in mapping.items()]


def id_range(text):
    inside, outside, count = map(int, text.split(":"))
    return {"container_id": inside, "host_id": outside, "length": count}


def main():
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("dir")
    parser.add_argument("command", choices=["ready", "run", "exec", "rm", "rm-all"])
    parser.add_argument("words", nargs="*")
    parser.add_argument("--read-only", action="store_true")
    parser.add_argument("--volume", action="append", default=[])
    parser.add_argument("--cap-add", action="append", default=[])
    parser.add_argument("--ids", type=id_range, action="append", default=[])
    args = parser.parse_args()
    cri = Cri(args.dir)
    try:
        if args.command == "ready":
            cri.call("Version")
        elif args.command == "run":
            print(*cri.run(*args.words, args.read_only, args.volume, args.cap_add, args.ids))
        elif args.command == "exec":
            return cri.execute(*args.words)
        elif args.command == "rm":
            cri.remove(cri.info(*args.words)["sandboxID"])
        else:
            cri.remove()
    except grpc.RpcError as error:
        return "cri.py: " + error.details()


if __name__ == "__main__":
    sys.exit(main())
