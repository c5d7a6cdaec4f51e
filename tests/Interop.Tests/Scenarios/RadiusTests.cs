using MyIkev2.Agent.Grpc.V1;
using MyIkev2.Interop.Tests.Agents;
using MyIkev2.Interop.Tests.Lab;
using MyIkev2.Interop.Tests.Peers;
using MyIkev2.Testing;
using Xunit;
using Xunit.Abstractions;

namespace MyIkev2.Interop.Tests.Scenarios;

/// <summary>The agent as a gateway that lets FreeRADIUS decide about strongSwan, and about another agent.</summary>
[Trait("Category", "Interop")]
public class RadiusTests(ITestOutputHelper output)
{
    private const string User = "carol@example.org";
    private const string Password = "tobacco-pouch";
    private const string CiscoVendor = "9";
    private const int Pings = 5;

    private static readonly TunnelPlan Plan = new();

    private static readonly string UserLines =
        $"""
        "{User}" Cleartext-Password := "{Password}"
        	Framed-IP-Address = 10.73.0.77,
        	Framed-IPv6-Address = fd73::77,
        	MS-Primary-DNS-Server = 10.2.0.53,
        	DNS-Server-IPv6-Address = fd72::53,
        	Class = "staff",
        	Session-Timeout = 3600

        """;

    private static readonly string Users =
        $"""
        {UserLines}
        "{Plan.PeerId}" Auth-Type := Accept
        	Cisco-AVPair = "ike:psk-remote={Plan.Secret}",
        	Message-Authenticator = 0x00

        """;

    [InteropFact(LabNeed.Radius)]
    public async Task EapMschapv2_StrongSwanIsTheClient_GetsWhatTheServerGivesAndIsAccountedFor()
    {
        await using var lab = await InteropLab.CreateWithTrafficAsync(output);
        var server = await StartServerAsync(lab);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, Password, IsClient: true) }, dataPlane: StrongSwanDataPlane.Libipsec);
        var agent = await lab.StartAgentAsync(Gateway(lab, "eap-radius", "class-group true") with { NeedsTunnelDevice = true });

        await peer.InitiateAsync("net");

        await agent.WaitForTunnelAsync();
        var start = await server.WaitForAccountingAsync("Start");
        await agent.WaitForRoutesAsync("net");
        Assert.True((await Ping.RunAsync(lab.Network.Agent, lab.Network.Agent.InnerIpv4, lab.Network.Peer.InnerIpv4, new PingOptions { Count = Pings })).AllAnswered);
        await peer.TerminateIkeAsync();
        var stop = await server.WaitForAccountingAsync("Stop");

        Assert.Equal("Accounting-On", server.Accounting()[0]["Acct-Status-Type"]);
        Assert.Equal(start["Acct-Session-Id"], stop["Acct-Session-Id"]);
        Assert.Equal((User, "0x7374616666", "gate", "lab"), (stop["User-Name"], stop["Class"], stop["NAS-Identifier"], stop["NAS-Port-Id"]));
        Assert.StartsWith(lab.Network.Peer.Ipv4 + "[", stop["Calling-Station-Id"], StringComparison.Ordinal);
        Assert.Equal("User-Request", stop["Acct-Terminate-Cause"]);
        Assert.True(int.Parse(stop["Acct-Input-Packets"]) >= Pings && int.Parse(stop["Acct-Output-Packets"]) >= Pings);
        Assert.True(long.Parse(stop["Acct-Input-Octets"]) > Pings * 84 && long.Parse(stop["Acct-Output-Octets"]) > Pings * 84);
        Assert.Contains("here: 127.0.0.1 ports 1812 1813", await agent.CliAsync("show", "radius"), StringComparison.Ordinal);
        Assert.DoesNotContain(FreeRadius.Secret, agent.Log, StringComparison.Ordinal);
        await agent.StopAsync();
        await server.WaitForAccountingAsync("Accounting-Off");
    }

    [InteropFact(LabNeed.Radius)]
    public async Task EapMschapv2_AnotherAgentIsTheClient_AsksForAddressesAndGetsThoseOfTheServer()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        await StartServerAsync(lab);
        var gateway = await lab.StartAgentAsync(Gateway(lab, "eap-radius") with
        {
            Children = [new AgentChild("net", ["10.1.0.0/16", "fd71::/64"], [])],
            More = [.. ServerLines(), "vpn lab vip-pool radius"],
        });
        var client = await lab.StartAgentAsync(lab.Network.Peer, "client", Plan.SecondAgent(lab.Network.Peer, lab.Network.Agent.Ipv4) with
        {
            IkePolicy = ["local-auth-method eap-mschapv2"],
            Children = [new AgentChild("net", [], ["10.1.0.0/16", "fd71::/64"])],
            More = [$"eap-secret own id {User}", $"eap-secret own secret {Password}", $"vpn lab eap-id {User}", "vpn lab vip-request 0.0.0.0", "vpn lab vip-request ::"],
        });

        await client.InitiateAsync("net");

        var ofClient = await client.WaitForTunnelAsync();
        Assert.Equal(["10.73.0.77", "fd73::77"], ofClient.LocalVirtualAddresses);
        Assert.Equal(["10.2.0.53", "fd72::53"], ofClient.VirtualDnsServers.Order());
        var ofGateway = await gateway.WaitForTunnelAsync();
        Assert.Equal(["10.73.0.77", "fd73::77"], ofGateway.RemoteVirtualAddresses);
        Assert.Equal(["10.73.0.77/32", "fd73::77/128"], ofGateway.Children[0].RemoteSelectorTexts());
    }

    [InteropTheory(LabNeed.Radius)]
    [InlineData("ttls")]
    [InlineData("tls")]
    public async Task EapWithTls_StrongSwanIsTheClient_IsLetInByTheServer(string method)
    {
        var root = TestPki.Root("lab root");
        var (gate, client) = (root.Issue("CN=gate", dns: Plan.AgentId), root.Issue("CN=client", dns: Plan.PeerId));
        await using var lab = await InteropLab.CreateAsync(output);
        var server = await StartServerAsync(lab, root, Plan.AgentId, UserLines);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with
        {
            Eap = new StrongSwanEap(method, User, Password, IsClient: true),
            Certificates = new StrongSwanCertificates(client.Pem, client.KeyPem, [TestPki.ToPem(root.Certificate)]),
        });
        var gateway = Gateway(lab, "eap-radius");
        var agent = await lab.StartAgentAsync(gateway with
        {
            IkePolicy = ["remote-auth-method eap-radius"],
            Certificates = new Dictionary<string, string> { ["own.pem"] = gate.Pem, ["own.key"] = gate.KeyPem, ["root.pem"] = TestPki.ToPem(root.Certificate) },
        });

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await server.WaitForAccountingAsync("Start");
    }

    /// <summary>RFC 9190 judged by FreeRADIUS: our client, a gateway that only passes it on, and a server that takes nothing below TLS 1.3.</summary>
    [InteropFact(LabNeed.Radius)]
    public async Task EapTls13_AnotherAgentIsTheClient_FreeRadiusLetsItInWithTheSameKey()
    {
        const string ServerName = "radius.example";
        var root = TestPki.Root("lab root");
        await using var lab = await InteropLab.CreateAsync(output);
        var server = await StartServerAsync(lab, root, ServerName, UserLines, tlsVersion: "1.3");
        var gateway = await lab.StartAgentAsync(Gateway(lab, "eap-radius") with
        {
            IkePolicy = ["remote-auth-method eap-radius"],
            Certificates = Files(root.Issue("CN=gate", dns: Plan.AgentId)),
        });
        var client = await lab.StartAgentAsync(lab.Network.Peer, "client", Plan.SecondAgent(lab.Network.Peer, lab.Network.Agent.Ipv4) with
        {
            IkePolicy = ["local-auth-method eap-tls"],
            Certificates = Files(root.Issue("CN=client", dns: Plan.PeerId)),
            More = [$"vpn lab eap-server-id {ServerName}"],
        });

        await client.InitiateAsync("net");

        // AUTH is made with the key of EAP: the client's own, and the one that the server told the gateway.
        var ofClient = await client.WaitForTunnelAsync();
        var ofGateway = await gateway.WaitForTunnelAsync();
        Assert.Equal(ofClient.InitiatorSpi, ofGateway.InitiatorSpi);
        Assert.Contains("TLS 1.3", server.Log, StringComparison.Ordinal);

        Dictionary<string, string> Files(TestCertificate own) => new() { ["own.pem"] = own.Pem, ["own.key"] = own.KeyPem, ["root.pem"] = TestPki.ToPem(root.Certificate) };
    }

    [InteropFact(LabNeed.Radius)]
    public async Task WrongPassword_ServerRejects_ThePeerHearsIt()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        await StartServerAsync(lab);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, "wrong", IsClient: true) });
        var agent = await lab.StartAgentAsync(Gateway(lab, "eap-radius"));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await peer.WaitForLogAsync("received EAP_FAILURE");
        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains($"RADIUS refused '{User}'", StringComparison.Ordinal));
    }

    [InteropFact(LabNeed.Radius)]
    public async Task FirstServerIsDead_TheSecondIsAsked()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var server = await StartServerAsync(lab);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Eap = new StrongSwanEap("mschapv2", User, Password, IsClient: true) });
        var agent = await lab.StartAgentAsync(Gateway(
            lab, "eap-radius", "server dead address 127.0.0.1", "server dead secret x", "server dead auth-port 9", "server dead acct-port 9", "server dead preference 10", "retransmit-timeout 0.2", "retransmit-tries 2"));

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        await server.WaitForAccountingAsync("Start");
    }

    [InteropFact(LabNeed.Radius)]
    public async Task PskRadius_KeyOfTheServer_LetsThePeerInAndDisconnectEndsIt()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        var server = await StartServerAsync(lab);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(Gateway(
            lab,
            "psk-radius",
            $"vendor-id {CiscoVendor}",
            "dynamic-authorization enabled true",
            "dynamic-authorization secret dae-secret",
            $"dynamic-authorization client {lab.Network.Agent.Ipv4}"));

        await peer.InitiateAsync("net");

        await Agreement.AssertAsync(agent, peer);
        var gate = lab.Network.Agent.Ipv4 + ":3799";
        var session = (await server.WaitForAccountingAsync("Start"))["Acct-Session-Id"];
        Assert.Contains("CoA-NAK", await server.RequestAsync("coa", gate, "dae-secret", "User-Name = \"nobody\", Session-Timeout = 100"), StringComparison.Ordinal);
        Assert.Contains("CoA-ACK", await server.RequestAsync("coa", gate, "dae-secret", $"User-Name = \"{Plan.PeerId}\", Session-Timeout = 1000"), StringComparison.Ordinal);
        Assert.Contains("Disconnect-ACK", await server.RequestAsync("disconnect", gate, "dae-secret", $"Acct-Session-Id = \"{session}\", NAS-Identifier = \"gate\""), StringComparison.Ordinal);
        await agent.WaitUntilEmptyAsync();
        await peer.WaitForLogAsync("received DELETE for IKE_SA");
        Assert.Equal("Admin-Reset", (await server.WaitForAccountingAsync("Stop"))["Acct-Terminate-Cause"]);
    }

    [InteropFact(LabNeed.Radius)]
    public async Task PskRadius_ServerGivesSelectors_ThePeerIsNarrowedToThem()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        await StartServerAsync(lab, TestPki.Root("radius root"), "radius.example", $"""
            "{Plan.PeerId}" Auth-Type := Accept
            	Cisco-AVPair = "ike:psk-remote={Plan.Secret}",
            	Cisco-AVPair += "ike:local-ts=10.1.7.0/24",
            	Cisco-AVPair += "ike:remote-ts=10.2.8.0/24",
            	Message-Authenticator = 0x00

            """);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network));
        var agent = await lab.StartAgentAsync(Gateway(lab, "psk-radius", $"vendor-id {CiscoVendor}"));

        await peer.InitiateAsync("net");

        var (ours, theirs) = await Agreement.AssertAsync(agent, peer);
        Assert.Equal(["10.1.7.0/24"], ours.Children[0].LocalSelectorTexts());
        Assert.Equal(["10.2.8.0/24"], ours.Children[0].RemoteSelectorTexts());
        Assert.Equal(["10.1.7.0/24"], Assert.Single(theirs.InstalledChildren).RemoteSelectors);
    }

    [InteropFact(LabNeed.Radius)]
    public async Task PskRadius_PeerHasAnotherKey_IsRefused()
    {
        await using var lab = await InteropLab.CreateAsync(output);
        await StartServerAsync(lab);
        var peer = await lab.StartPeerAsync(Plan.Peer(lab.Network) with { Secret = "not that one" });
        var agent = await lab.StartAgentAsync(Gateway(lab, "psk-radius", $"vendor-id {CiscoVendor}"));

        Assert.NotNull(await peer.TryInitiateAsync("net"));

        await Wait.UntilAsync("the agent to say why", () => agent.Log.Contains("its AUTH was made with another key", StringComparison.Ordinal));
        Assert.DoesNotContain(Plan.Secret, agent.Log, StringComparison.Ordinal);
    }

    private static Task<FreeRadius> StartServerAsync(InteropLab lab) => StartServerAsync(lab, TestPki.Root("radius root"), "radius.example", Users);

    /// <param name="lab">Where.</param>
    /// <param name="root">Who issues its certificate, and those of the peers that it accepts.</param>
    /// <param name="name">Its name in its certificate. strongSwan expects the gateway's.</param>
    /// <param name="users">Whom it knows.</param>
    /// <param name="tlsVersion">The one version of TLS that it speaks.</param>
    private static async Task<FreeRadius> StartServerAsync(InteropLab lab, TestPki root, string name, string users, string tlsVersion = "1.2")
    {
        var own = root.Issue("CN=" + name, dns: name);
        var server = await FreeRadius.StartAsync(lab.Network.Agent, Path.Combine(lab.Folder, "radius"), users, (own.Pem, own.KeyPem, TestPki.ToPem(root.Certificate)), tlsVersion);
        lab.Add("freeradius", server, () => server.Log);
        return server;
    }

    private static IEnumerable<string> ServerLines(params IEnumerable<string> more) =>
    [
        "radius server here address 127.0.0.1",
        $"radius server here secret {FreeRadius.Secret}",
        "radius nas-identifier gate",
        "radius accounting enabled true",
        .. more.Select(static line => "radius " + line),
    ];

    private static AgentConfiguration Gateway(InteropLab lab, string method, params string[] radius) => Plan.Agent(lab.Network) with
    {
        RemoteAddress = null,
        IkePolicy = [$"remote-auth-method {method}"],
        More = [.. ServerLines(radius)],
    };
}
