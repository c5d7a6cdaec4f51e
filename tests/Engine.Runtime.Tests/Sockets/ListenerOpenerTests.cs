using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Engine.Runtime.Sockets;

namespace MyIkev2.Engine.Runtime.Tests.Sockets;

public sealed class ListenerOpenerTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(3)]
    public void Open_PortInUse_NamesAddressPortReasonAndCommand(int copies)
    {
        using var first = Open(copies, new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = -1 });
        var port = first.Listeners[0].Endpoint.Port;

        var error = Assert.Throws<ListenException>(() => Open(copies, new ListenerOptions { Address = "127.0.0.1", Port = port, NatTraversalPort = -1 }));

        Assert.Contains($"127.0.0.1 port {port}", error.Message, StringComparison.Ordinal);
        Assert.Contains("another program uses it", error.Message, StringComparison.Ordinal);
        Assert.Contains($"ss -ulpn 'sport = :{port}'", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_SeveralCopies_ShareAddressAndPort()
    {
        using var opened = Open(3, new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = 0 });

        Assert.Equal(2, opened.Listeners.Count);
        Assert.Equal([false, true], opened.Listeners.Select(static l => l.HasNonEspMarker));
        for (var copy = 0; copy < 3; copy++)
        {
            Assert.Equal(
                opened.Listeners.Select(static l => l.Endpoint.ToIPEndPoint()),
                opened.SocketsOf(copy).Select(static s => (IPEndPoint)s.LocalEndPoint!));
        }
    }

    [Fact]
    public void Open_AddressOfAnotherHost_SaysSo()
    {
        var error = Assert.Throws<ListenException>(() => Open(1, new ListenerOptions { Address = "192.0.2.1", Port = 0 }));

        Assert.Contains("this host has no such address", error.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Open_OptionalAddressOfAnotherHost_IsSkipped()
    {
        using var opened = Open(
            1,
            new ListenerOptions { Address = "192.0.2.1", Port = 0, Optional = true },
            new ListenerOptions { Address = "127.0.0.1", Port = 0, NatTraversalPort = -1 });

        Assert.Equal(IpAddress.Parse("127.0.0.1"), Assert.Single(opened.Listeners).Endpoint.Address);
    }

    [Fact]
    public void Open_NothingLeft_Throws() =>
        Assert.Throws<ListenException>(() => Open(1, new ListenerOptions { Address = "192.0.2.1", Port = 0, Optional = true }));

    [Fact]
    public void ListenException_PrivilegedPortRefused_SaysWhatToDo()
    {
        var error = ListenException.For(new IPEndPoint(IPAddress.Any, 500), new SocketException((int)SocketError.AccessDenied));

        Assert.Contains("0.0.0.0 port 500", error.Message, StringComparison.Ordinal);
        Assert.Contains("CAP_NET_BIND_SERVICE", error.Message, StringComparison.Ordinal);
    }

    private static OpenedListeners Open(int copies, params ListenerOptions[] listeners) =>
        new ListenerOpener(new EngineRuntimeOptions { Listeners = listeners }, "main", NullLogger.Instance).Open(copies);
}
