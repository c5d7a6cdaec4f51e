#!/bin/bash
# First process of the user-mode-linux guest (Peers/GuestMachine.cs). Its root is the machine's own file system, read-only; nothing
# is written there. The kernel hands over as environment what it does not know of its command line: GUEST_ADDRESSES (comma separated,
# for the link), GUEST_INNER (the same, behind it), GUEST_CONTROL (host and port to fetch commands from), and of the daemon either
# STRONGSWAN_CONF or IKED_CONF.
export PATH=/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/run

mount -t proc proc /proc
mount -t sysfs sysfs /sys
mount -t tmpfs tmpfs /run
mount -t tmpfs tmpfs /mnt

# The guest's kernel has modules of its own, in a folder where modprobe does not look by itself.
mkdir -p /mnt/lib/modules
ln -s "/usr/lib/uml/modules/$(uname -r)" "/mnt/lib/modules/$(uname -r)"
printf '#!/bin/sh\nexec /usr/sbin/modprobe -d /mnt "$@"\n' > /mnt/modprobe
chmod +x /mnt/modprobe
echo /mnt/modprobe > /proc/sys/kernel/modprobe
for module in xfrm_user af_key esp4 esp6 ah4 ah6 echainiv seqiv gcm; do
  /mnt/modprobe "$module" || echo "guest: no module $module"
done

ip link set lo up
ip link set vec0 up
for address in ${GUEST_ADDRESSES//,/ }; do ip addr add "$address" dev vec0 nodad; done
for address in ${GUEST_INNER//,/ }; do ip addr add "$address" dev lo nodad; done

iperf3 -s -D
if [ -n "$IKED_CONF" ]; then
  # Its keys and certificates lie where it was compiled to look; tests put theirs there.
  mount -t tmpfs tmpfs /etc/iked
  mkdir -p /etc/iked/{ca,certs,crls,private,pubkeys/{fqdn,ipv4,ipv6,ufqdn}}
  openssl ecparam -genkey -name prime256v1 -noout -out /etc/iked/private/local.key
  openssl ec -in /etc/iked/private/local.key -pubout -out /etc/iked/local.pub
  /usr/sbin/iked -dv -f "$IKED_CONF" &
else
  /usr/lib/ipsec/charon &
fi

# One command per connection: its line in, its output and exit status back. Several workers, so that one may run beside another.
serve() {
  local line
  IFS= read -r line <&3 || return
  bash -c "$line" >&3 2>&1 3>&- < /dev/null
  echo "exit $?" >&3
}
work() {
  while :; do serve 3<> "/dev/tcp/$GUEST_CONTROL" || sleep 0.2; done 2> /dev/null
}
echo "guest: up after $(cut -d ' ' -f 1 /proc/uptime) s, kernel $(uname -r)"
work & work & work &
while :; do wait; sleep 1; done
