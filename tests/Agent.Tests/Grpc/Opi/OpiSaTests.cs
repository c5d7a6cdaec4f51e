using Google.Protobuf;
using Grpc.Core;
using MyIkev2.Agent.Tests.Grpc.Support;
using MyIkev2.Registry;
using MyIkev2.Testing;
using Xunit;
using A = MyIkev2.Agent.Grpc.Opi.DialectA;
using C = MyIkev2.Agent.Grpc.Opi.DialectC;

namespace MyIkev2.Agent.Tests.Grpc.Opi;

/// <summary>Listing SAs and commanding them.</summary>
public sealed class OpiSaTests
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Fact]
    public void Vectors_OfTheProjectsClient_AreReadAndWritten()
    {
        A.IPsecInitiateReq initiate = A.IPsecInitiateReq.Parser.ParseFrom(OpiVectors.Initiate);
        A.IPsecListSasReq list = A.IPsecListSasReq.Parser.ParseFrom(OpiVectors.ListSas);
        var one = new A.IPsecListSasResp { Ikesas = { new A.ListIkeSa { Name = "opi-test", Uniqueid = "3", Version = "2", Ikestate = A.IkeSaState.Established } } };
        var oneOfToday = new C.IPsecListSasResponse { Ikesas = { new C.ListIkeSa { Name = "opi-test", Uniqueid = "3", Version = "2", Ikestate = C.IkeSaState.Established } } };

        Assert.Equal(("opi-child", "opi-test"), (initiate.Child, initiate.Ike));
        Assert.Equal("opi-test", list.Ike);
        Assert.Equal(OpiVectors.OneEstablished, one.ToByteArray());
        Assert.Equal(OpiVectors.OneEstablishedOfToday, oneOfToday.ToByteArray());
    }

    [Fact]
    public async Task ListSas_EstablishedSa_HasTheTextsOfStrongSwan()
    {
        await using OpiHost host = await OpiHost.StartAsync(tunnels: true);

        A.ListIkeSa ike = Assert.Single((await host.Client.IPsecListSasAsync(new A.IPsecListSasReq { Ike = "vpn-2" })).Ikesas);

        Assert.Equal(("vpn-2", "2", "2", A.IkeSaState.Established), (ike.Name, ike.Uniqueid, ike.Version, ike.Ikestate));
        Assert.Equal(("192.0.2.1", "500", "198.51.100.2", "500"), (ike.LocalHost, ike.LocalPort, ike.RemoteHost, ike.RemotePort));
        Assert.Equal(("localgw.example", "yes"), (ike.LocalId, ike.Initiator));
        Assert.Equal(("a000000000000002", "b000000000000002"), (ike.InitiatorSpi, ike.ResponderSpi));
        Assert.Equal(("AES_GCM_16", "256", "", "PRF_HMAC_SHA2_512", "ECP_256"), (ike.EncrAlg, ike.EncrKeysize, ike.IntegAlg, ike.PrfAlg, ike.DhGroup));
        Assert.Equal(("102", "13398", ""), (ike.Established, ike.RekeyTime, ike.ReauthTime));
        Assert.Equal(("", "", "", ""), (ike.NatLocal, ike.NatRemote, ike.NatAny, ike.Ppk));
        A.ListChildSa child = ike.Childsas[0];
        IpsecTunnelSnapshot snapshot = CannedRegistry.Tunnel(2).Children.MinBy(static one => one.UniqueId)!;
        IpsecCounterReading counters = snapshot.Counters.Read();
        Assert.Equal($"{snapshot.PolicyName}-{snapshot.UniqueId}", child.Name);
        Assert.Equal(("ESP", $"{snapshot.SpiIn:x8}", $"{snapshot.SpiOut:x8}", "AES_GCM_16", "256"), (child.Protocol, child.SpiIn, child.SpiOut, child.EncrAlg, child.EncrKeysize));
        Assert.Equal((snapshot.UniqueId, "TUNNEL", counters.InOctets + 5_000, counters.OutPackets + 60), (child.Uniqueid, child.Mode, child.BytesIn, child.PacketsOut));
    }

    [Fact]
    public async Task ListSas_DialectOfToday_HasItsOwnNumbersOfStates()
    {
        await using OpiHost host = await OpiHost.StartAsync(tunnels: true);

        C.ListIkeSa ike = Assert.Single((await host.ClientOfToday.IPsecListSasAsync(new C.IPsecListSasRequest { IkeId = 2 })).Ikesas);

        Assert.Equal(("vpn-2", C.IkeSaState.Established), (ike.Name, ike.Ikestate));
        Assert.Equal(C.ChildSaState.Installed, ike.Childsas[0].State);
    }

    [Fact]
    public async Task Paths_OfAllDialects_AreServed()
    {
        await using OpiHost host = await OpiHost.StartAsync();
        foreach (string service in (string[])["opi.security.v1.IPsec", "opi_api.security.v1.IPsec", "opi_api.security.v1.IPsecService"])
        {
            var method = new Method<A.IPsecVersionReq, A.IPsecVersionResp>(
                MethodType.Unary, service, "IPsecVersion", Marshaller<A.IPsecVersionReq>(A.IPsecVersionReq.Parser), Marshaller<A.IPsecVersionResp>(A.IPsecVersionResp.Parser));

            A.IPsecVersionResp version = await host.Invoker.AsyncUnaryCall(method, null, default, new A.IPsecVersionReq());

            Assert.Equal(("myikev2", "0.1.0"), (version.Daemon, version.Version));
            Assert.NotEmpty(version.Machine);
        }
    }

    [Fact]
    public async Task ListSas_ChildFilter_HidesChildrenAndNotTheIkeSa()
    {
        await using OpiHost host = await OpiHost.StartAsync(tunnels: true);

        A.IPsecListSasResp answer = await host.Client.IPsecListSasAsync(new A.IPsecListSasReq { Ike = "vpn-2", Child = "no-such" });

        Assert.Empty(Assert.Single(answer.Ikesas).Childsas);
        Assert.Empty((await host.Client.IPsecListSasAsync(new A.IPsecListSasReq { Ike = "no-such" })).Ikesas);
    }

    [Fact]
    public async Task Stats_Text_HasTheKnownLinesInOrderAndRealFigures()
    {
        await using OpiHost host = await OpiHost.StartAsync(tunnels: true);

        string[] lines = (await host.Client.IPsecStatsAsync(new A.IPsecStatsReq())).Status.Split('\n');

        Assert.Equal("Running time: 5 hours", lines[0]);
        Assert.Equal("Absolute startup time: Mar 01 07:00:00 2026", lines[1]);
        Assert.Equal("Total # of worker threads: 2", lines[2]);
        Assert.Equal("Total number of IKE_SAs active: 4", lines[3]);
        Assert.Contains("Connections configured: 4", lines);
        Assert.Contains("IKE_SAs set up since start: 100", lines);
        Assert.Equal("", lines[^1]);
    }

    [Fact]
    public async Task Initiate_SilentPeer_EndsWithTheTimeoutAndTheEngineGoesOn()
    {
        var engine = new TaskCompletionSource<CommandResult>();
        await using OpiHost host = await OpiHost.StartAsync(control: new ScriptedControl { OnExecute = (_, _, _) => engine.Task }, tunnels: true);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Client.IPsecInitiateAsync(new A.IPsecInitiateReq { Child = "trunk", Ike = "vpn-2", Timeout = "50" }).ResponseAsync.WaitAsync(Patience));

        Assert.Equal((StatusCode.DeadlineExceeded, "CHILD_SA 'trunk' not established after 50 ms"), (exception.StatusCode, exception.Status.Detail));
        Assert.False(engine.Task.IsCompleted);
    }

    [Fact]
    public async Task Initiate_NoWait_AnswersAtOnce()
    {
        var control = new ScriptedControl { OnExecute = (_, _, _) => new TaskCompletionSource<CommandResult>().Task };
        await using OpiHost host = await OpiHost.StartAsync(control: control, tunnels: true);

        await host.Client.IPsecInitiateAsync(new A.IPsecInitiateReq { Ike = "vpn-2", Timeout = "-1" }).ResponseAsync.WaitAsync(Patience);

        Assert.Equal(new EngineCommand.InitiateIke("vpn-2") { Vrf = "main" }, await control.Commands.Reader.ReadAsync());
    }

    [Theory]
    [InlineData("", "", "", StatusCode.InvalidArgument, "missing configuration name")]
    [InlineData("trunk", "nobody", "", StatusCode.NotFound, "IKE_SA config 'nobody' not found")]
    [InlineData("nothing", "vpn-2", "", StatusCode.NotFound, "CHILD_SA config 'nothing' not found")]
    [InlineData("trunk", "vpn-2", "soon", StatusCode.InvalidArgument, "timeout: 'soon' is no number of milliseconds, 0 for no limit, or -1 not to wait.")]
    [InlineData("trunk", "vpn-2", "", StatusCode.FailedPrecondition, "establishing CHILD_SA 'trunk' failed: the peer refused")]
    public async Task Initiate_WhatCannotBe_IsSaid(string child, string ike, string timeout, StatusCode code, string detail)
    {
        var control = new ScriptedControl { OnExecute = (_, _, _) => Task.FromResult(new CommandResult(CommandStatus.Failed, 0, "the peer refused", [])) };
        await using OpiHost host = await OpiHost.StartAsync(control: control, tunnels: true);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Client.IPsecInitiateAsync(new A.IPsecInitiateReq { Child = child, Ike = ike, Timeout = timeout }));

        Assert.Equal((code, detail), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task Terminate_SeveralSas_WaitsForThemAndCountsThem()
    {
        CannedRegistry? canned = null;
        var control = new ScriptedControl
        {
            OnExecute = (command, _, _) =>
            {
                // The peer's answer comes later than the command's end.
                IkeTunnelSnapshot tunnel = canned!.Registry.Capture().Enumerate().Single(one => one.UniqueId == ((EngineCommand.FlushIke)command).Selector.UniqueId);
                var shard = canned.Registry.Capture().Shards.Single(one => one.Tunnels.Enumerate().Contains(tunnel)).Shard;
                _ = Task.Run(() => canned.Commit(shard, removals: [(tunnel.Id, tunnel.Generation)], changes: [new TunnelChange(TunnelChangeKind.Closed, CannedRegistry.Now, tunnel)]), CancellationToken.None);
                return Task.FromResult(new CommandResult(CommandStatus.Succeeded, 1, "", []));
            },
        };
        await using OpiHost host = await OpiHost.StartAsync(control: control, tunnels: true);
        canned = host.Canned;
        canned.Commit(0, upserts: [CannedRegistry.Tunnel(2) with { Id = new TunnelId(77), UniqueId = 77 }]);

        A.IPsecTerminateResp answer = await host.Client.IPsecTerminateAsync(new A.IPsecTerminateReq { Ike = "vpn-2" }).ResponseAsync.WaitAsync(Patience);

        Assert.Equal(("Yes", 2u, 2u), (answer.Success, answer.Matches, answer.Terminated));
        Assert.Empty((await host.Client.IPsecListSasAsync(new A.IPsecListSasReq { Ike = "vpn-2" })).Ikesas);
    }

    [Fact]
    public async Task Terminate_PeerNeverAnswers_IsAbortedAfterTheTimeout()
    {
        await using OpiHost host = await OpiHost.StartAsync(control: new ScriptedControl(), tunnels: true);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(
            async () => await host.Client.IPsecTerminateAsync(new A.IPsecTerminateReq { IkeId = 2, Timeout = "50" }).ResponseAsync.WaitAsync(Patience));

        Assert.Equal(StatusCode.Aborted, exception.StatusCode);
        Assert.StartsWith("not all matching SAs could be terminated", exception.Status.Detail, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("", "missing terminate selector", StatusCode.InvalidArgument)]
    [InlineData("nobody", "no matching SAs to terminate found", StatusCode.NotFound)]
    public async Task Terminate_NothingToEnd_IsSaid(string ike, string detail, StatusCode code)
    {
        await using OpiHost host = await OpiHost.StartAsync(control: new ScriptedControl(), tunnels: true);

        RpcException exception = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.IPsecTerminateAsync(new A.IPsecTerminateReq { Ike = ike }));

        Assert.Equal((code, detail), (exception.StatusCode, exception.Status.Detail));
    }

    [Fact]
    public async Task Rekey_IkeAndChildAndReauthentication_AreTheRightCommands()
    {
        var control = new ScriptedControl();
        await using OpiHost host = await OpiHost.StartAsync(control: control, tunnels: true);
        uint child = CannedRegistry.Tunnel(2).Children.First(static one => one.State == IpsecTunnelState.Installed).UniqueId;

        A.IPsecRekeyResp ike = await host.Client.IPsecRekeyAsync(new A.IPsecRekeyReq { Ike = "vpn-2" });
        await host.Client.IPsecRekeyAsync(new A.IPsecRekeyReq { IkeId = 2, Reauth = "yes" });
        await host.Client.IPsecRekeyAsync(new A.IPsecRekeyReq { ChildId = child });
        RpcException nothing = await Assert.ThrowsAsync<RpcException>(async () => await host.Client.IPsecRekeyAsync(new A.IPsecRekeyReq { Child = "none" }));

        Assert.Equal(("yes", 1u), (ike.Success, ike.Matches));
        Assert.Equal(new EngineCommand.RekeyIke(SaSelector.ByUniqueId(2)), await control.Commands.Reader.ReadAsync());
        Assert.Equal(new EngineCommand.ReauthenticateIke(SaSelector.ByUniqueId(2)), await control.Commands.Reader.ReadAsync());
        Assert.Equal(new EngineCommand.RekeyChild(SaSelector.ByUniqueId(child)), await control.Commands.Reader.ReadAsync());
        Assert.Equal((StatusCode.NotFound, "no matching SAs to rekey found"), (nothing.StatusCode, nothing.Status.Detail));
    }

    [Theory]
    [InlineData("any", "", true)]
    [InlineData("", "", true)]
    [InlineData("x509_crl", "ca", true)]
    [InlineData("PGP", "", false)]
    [InlineData("", "ROOT", false)]
    public async Task ListCerts_Words_AreChecked(string type, string flag, bool good)
    {
        await using OpiHost host = await OpiHost.StartAsync();

        Exception? exception = await Record.ExceptionAsync(async () => await host.Client.IPsecListCertsAsync(new A.IPsecListCertsReq { Type = type, Flag = flag }));

        Assert.Equal(good, exception is null);
        Assert.True(good || exception is RpcException { StatusCode: StatusCode.InvalidArgument });
    }

    [Theory]
    [InlineData("any", "", "", "own yes, CA, CRL")]
    [InlineData("", "ca", "", "CA")]
    [InlineData("x509", "none", "", "own yes")]
    [InlineData("X509_CRL", "", "", "CRL")]
    [InlineData("X509", "", "cn=ROOT", "CA")]
    public async Task ListCerts_Registry_IsSelected(string type, string flag, string subject, string expected)
    {
        await using OpiHost host = await OpiHost.StartAsync();
        host.Canned.Registry.SetCertificates(
        [
            new CertificateInfo { Name = "own", Use = CertificateUse.Own, Subject = "CN=own", Issuer = "CN=root", Der = new byte[] { 0x30, 1 } },
            new CertificateInfo { Name = "root", Use = CertificateUse.Authority, Subject = "CN=root", Issuer = "CN=root", Der = new byte[] { 0x30, 2 } },
            new CertificateInfo { Name = "", Use = CertificateUse.RevocationList, Subject = "CN=root", Issuer = "CN=root", Der = new byte[] { 0x30, 3 } },
        ]);

        A.IPsecListCertsResp answer = await host.Client.IPsecListCertsAsync(new A.IPsecListCertsReq { Type = type, Flag = flag, Subject = subject });

        Assert.Equal(expected, string.Join(", ", answer.Certs.Select(static row => row.Data switch
        {
            "MAE=" => $"own {row.Hasprivkey}",
            "MAI=" => row.Flag == A.X509CertificateFlag.X509CertFlagCa ? "CA" : "no CA",
            _ => row.Type == A.CertificateType.CertX509Crl ? "CRL" : "no CRL",
        })));
    }

    private static Marshaller<T> Marshaller<T>(MessageParser<T> parser)
        where T : class, IMessage<T> => new(static message => message.ToByteArray(), parser.ParseFrom);
}
