using Microsoft.Extensions.DependencyInjection;
using MyIkev2.Agent.Nmsec;
using MyIkev2.NmsecProtocol;
using MyIkev2.NmsecProtocol.Requests;
using MyIkev2.Registry;
using MyIkev2.Testing;

namespace MyIkev2.Agent.Tests.Nmsec;

/// <summary>The second socket, on which the interface of a network security server is spoken: off unless named, and without clients.</summary>
public class ServiceClientSocketTests
{
    [Fact]
    public async Task Socket_WithoutTheOption_IsNotThere()
    {
        await using var host = await NmsecTestHost.StartAsync(new CannedRegistry().Registry);
        Assert.False(File.Exists(host.NssSocketPath));
    }

    [Fact]
    public async Task Request_OfEveryType_IsAnsweredAsAServerWithoutClientsDoes()
    {
        await using var host = await StartAsync();
        await using var connection = await host.ConnectRawAsync(host.NssSocketPath);
        await connection.ReceiveAsync(NmsecMessageType.Init);
        foreach (var row in MessageTypeCatalog.Rows.Where(row => row.Kind != MessageKind.ServerNotice))
        {
            var expected = row.Scope switch
            {
                MessageScope.AllStacks => (NmsecReturnCode.InvalidRequest, NmsecReasonCode.BadType),
                _ => (NmsecReturnCode.UnknownStack, NmsecReasonCode.None),
            };
            await connection.SendAsync(RawConnection.Request(row.Type, 7, "CLIENT1"));
            var (header, _) = await connection.ReceiveAsync();
            Assert.Equal((row.Name, expected, 7ul, 0u), (row.Name, (header.ReturnCode, header.ReasonCode), header.Correlator, header.Output.Count));
        }
    }

    [Fact]
    public async Task ClientInfo_OfAllClients_HasNoRecords()
    {
        await using var host = await StartAsync();
        await using var connection = await host.ConnectRawAsync(host.NssSocketPath);
        await connection.ReceiveAsync(NmsecMessageType.Init);
        foreach (var filters in (NmsecFilter[][])[[], [new NmsecFilter { Discipline = 1 }, new NmsecFilter { Discipline = 2 }]])
        {
            await connection.SendAsync(RawConnection.Request(NmsecMessageType.GetClientInfo, 7, "", filters));
            var (header, _) = await connection.ReceiveAsync();
            Assert.Equal((NmsecReturnCode.Success, 0u, 0u, 96u), (header.ReturnCode, header.Output.Count, header.OutputTotal, header.MessageLength));
        }

        await connection.SendAsync(RawConnection.Request(NmsecMessageType.GetClientInfo, 8, "", new NmsecFilter { TunnelId = "K1" }));
        Assert.Equal(NmsecReasonCode.ReservedNotZero, (await connection.ReceiveAsync()).Header.ReasonCode);
    }

    [Fact]
    public async Task ClientInfo_OnTheAgentsOwnSocket_IsNotOffered()
    {
        await using var host = await StartAsync();
        await using var connection = await host.ConnectRawAsync();
        await connection.ReceiveAsync(NmsecMessageType.Init);
        await connection.SendAsync(RawConnection.Request(NmsecMessageType.GetClientInfo, 7));
        Assert.Equal(NmsecReturnCode.NotSupported, (await connection.ReceiveAsync()).Header.ReturnCode);
    }

    [Fact]
    public async Task Request_WithoutTheRight_IsRefusedBeforeClientsAreLookedFor()
    {
        await using var host = await StartAsync(
            services => services.AddSingleton<IPeerCredentialsReader>(new FixedPeer(1001)),
            ("AccessControl:0:Resource", "EZB.NETMGMT.*.CLIENT1.IPSEC.DISPLAY"),
            ("AccessControl:0:Users:0", "1001"));
        await using var connection = await host.ConnectRawAsync(host.NssSocketPath);
        await connection.ReceiveAsync(NmsecMessageType.Init);
        foreach (var (request, target, expected) in (IEnumerable<(NmsecMessageType, string, NmsecReturnCode)>)
        [
            (NmsecMessageType.GetIkeTunnels, "CLIENT1", NmsecReturnCode.UnknownStack),
            (NmsecMessageType.GetIkeTunnels, "CLIENT2", NmsecReturnCode.NotAuthorized),
            (NmsecMessageType.RefreshIkeTunnel, "CLIENT1", NmsecReturnCode.NotAuthorized),
            (NmsecMessageType.GetClientInfo, "", NmsecReturnCode.NotAuthorized),
        ])
        {
            await connection.SendAsync(RawConnection.Request(request, 7, target));
            Assert.Equal((request, target, expected), (request, target, (await connection.ReceiveAsync()).Header.ReturnCode));
        }
    }

    [Fact]
    public async Task Clients_OfBothSockets_ShareOneLimit()
    {
        await using var host = await StartAsync(null, ("MaximumClients", "1"));
        await using var first = await host.ConnectRawAsync();
        await first.ReceiveAsync(NmsecMessageType.Init);
        await using var second = await host.ConnectRawAsync(host.NssSocketPath);
        await second.AssertTerminatedAsync(NmsecError.TooManyClients);
    }

    private static Task<NmsecTestHost> StartAsync(Action<IServiceCollection>? services = null, params (string Name, string Value)[] settings)
        => NmsecTestHost.StartAsync(
            new CannedRegistry().Registry,
            collection =>
            {
                collection.AddSingleton<IEngineControl>(new RecordingControl());
                services?.Invoke(collection);
            },
            [("NssSocketPath", "{folder}/nss"), .. settings]);
}
