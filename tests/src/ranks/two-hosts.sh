#!/bin/bash
# mpirun over two hosts, network namespaces joined by a cable: two-hosts.sh PROGRAM ARGS... All of it ends with the script.
set -e
if [[ -z $JIAGU_TWO_HOSTS ]]; then
  mine=$([[ $(id -u) = 0 ]] || echo --user --map-root-user)
  JIAGU_TWO_HOSTS=1 exec unshare $mine --net --mount --propagation private "$0" "$@"
fi
mount -t tmpfs none /run
for host in a b; do ip netns add $host; done
ip link add va netns a type veth peer name vb netns b
for host in a b; do
  ip -n $host addr add 10.77.0.$([[ $host = a ]] && echo 1 || echo 2)/24 dev v$host
  ip -n $host link set v$host up
  ip -n $host link set lo up
done
# What mpirun starts on the other host instead of ssh.
agent=/run/agent
cat > $agent <<'END'
#!/bin/bash
shift
exec ip netns exec b unshare --uts bash -c "hostname hostb; $*"
END
chmod +x $agent
exec ip netns exec a unshare --uts bash -c 'hostname hosta; exec "$@"' mpirun mpirun \
  --host 10.77.0.1:1,10.77.0.2:1 --bind-to none -np 2 -x HOME ${JIAGU_CACHE:+-x JIAGU_CACHE} ${LD_LIBRARY_PATH:+-x LD_LIBRARY_PATH} ${OPAL_PREFIX:+-x OPAL_PREFIX} \
  --mca plm_rsh_agent $agent --mca btl tcp,self --mca btl_tcp_if_include 10.77.0.0/24 \
  --mca oob_tcp_if_include 10.77.0.0/24 "$@"
