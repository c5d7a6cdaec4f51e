using System.Net;
using System.Net.Sockets;
using MyIkev2.Interop.Tests.Lab;

namespace MyIkev2.Interop.Tests.Peers;

/// <summary>strongSwan on a kernel with IPsec of its own.</summary>
internal sealed class KernelEspGuest : GuestMachine
{
    private const int ViciPort = 4502;

    private readonly GuestDaemon _daemon;

    private KernelEspGuest(GuestLink link)
        : base(link) => _daemon = new GuestDaemon(this);

    /// <summary>strongSwan in the guest.</summary>
    public StrongSwanControl Daemon => _daemon;

    public static Task<KernelEspGuest> BootAsync(string name, string folder) => BootAsync(name, folder, static link => new KernelEspGuest(link));

    public override async Task ResetAsync()
    {
        await Daemon.ForceTerminateAsync();
        await Daemon.WaitUntilEmptyAsync();
        await base.ResetAsync();
    }

    protected override async Task<IReadOnlyList<string>> PrepareAsync(string folder)
    {
        var configuration = Path.Combine(folder, "strongswan.conf");
        await File.WriteAllTextAsync(configuration, Configuration);
        return ["STRONGSWAN_CONF=" + configuration];
    }

    protected override Task<bool> IsReadyAsync() => Daemon.AnswersAsync();

    private static string Configuration =>
        $$"""
        charon {
          load = random nonce aes sha1 sha2 md5 mgf1 hmac kdf gmp curve25519 openssl xcbc cmac ctr ccm gcm chapoly drbg kernel-netlink socket-default vici
          install_virtual_ip = no
          filelog {
            stderr {
              time_format = %H:%M:%S
              ike_name = yes
              default = 1
            }
          }
          plugins {
            vici { socket = tcp://{{ManagementThere}}:{{ViciPort}} }
          }
        }
        """;

    private sealed class GuestDaemon(KernelEspGuest guest)
        : StrongSwanControl(cancellation => OpenAsync(guest, cancellation), () => guest.Output)
    {
        private static async Task<ViciConnection> OpenAsync(KernelEspGuest guest, CancellationToken cancellation) =>
            await ViciConnection.OpenAsync(
                await guest.AgentHost.CreateSocketAsync(() => new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)),
                new IPEndPoint(IPAddress.Parse(ManagementThere), ViciPort),
                cancellation);
    }
}
