using MyIkev2.Registry;
using MyIkev2.TestInstances.Planning;

namespace MyIkev2.TestInstances.Setup;

/// <summary>TABLE: options that this version reads and cannot do. Each is refused by name where its value asks for something; none is passed over.</summary>
internal static class SetupSupport
{
    private const string WithoutPackets = "tunnels are carried by IKE and ESP in IP or UDP";

    private static readonly Row[] Rows =
    [
        new("staticroute", static setup => setup.StaticRoute.Length > 0, "commands are not run; add the route before the test"),
        new("ikeconf.eapimplementaion", static setup => setup is { Role: TestRole.Client, Ike: { OwnAuthentication: SetupAuthentication.Eap, Eap.Implementation: EapImplementation.File } }, "a captured login is not replayed; eap-snoop speaks EAP itself"),
        new("ikeconf.myid", static setup => setup.Ike.OwnIdentity == SetupIdentities.CapturedIdentity, "there is no capture to take it from"),
        new("ikeconf.sendingmarkedca", static setup => setup.Ike.Certificates.SendsMarkedAuthoritiesOnly && (SetupAuthentications.IsCertificate(setup.Ike.OwnAuthentication) || SetupAuthentications.IsCertificate(setup.Ike.PeerAuthentication)), "all authorities are asked for, and none is sent"),
        new("ikeconf.traditionalencap", static setup => !setup.Ike.Encapsulation.Traditional, WithoutPackets),
        new("ikeconf.tcpencap", static setup => setup.Ike.Encapsulation.Tcp, WithoutPackets),
        new("pingconf.destaddr", static setup => setup is { Role: TestRole.Gateway, Ping: { AutoAddresses: false, Destination: not null } }, "a gateway pings the first address of each tunnel; use autoaddr"),
        new("pingconf.ptype", static setup => setup.Ping.IsEnabled && setup.Ping.Type == PingType.Udp, "only icmp is supported"),
        new("ikeconf.installfastpath", static setup => setup.Ike.InstallsFastPath && !OperatingSystem.IsLinux(), "packets of the host go through tunnels on Linux only"),

        new("ikeconf.reassembletimeout", static setup => setup.Ike.ReassemblyTimeout != IkeSetup.Default.ReassemblyTimeout, "fragments are kept as long as the engine decides", IsError: false),
    ];

    public static IEnumerable<SetupDiagnostic> Check(TestSetup setup) =>
        Rows.Where(row => row.Asks(setup)).Select(static row => new SetupDiagnostic(0, row.Option, row.IsError, row.Message));

    /// <param name="Option">Full name.</param>
    /// <param name="Asks">Whether the value asks for what there is not.</param>
    /// <param name="Message">What there is not.</param>
    /// <param name="IsError">False where the test means the same without.</param>
    private sealed record Row(string Option, Func<TestSetup, bool> Asks, string Message, bool IsError = true);
}
