using System.Net;
using System.Net.Sockets;
using MyIkev2.SnmpProtocol.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using MyIkev2.SnmpProtocol.Tests.Mib;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.SnmpProtocol.Tests.Security;

/// <summary>The command responder with the sample MIB on a loopback socket, for net-snmp's tools to ask.</summary>
internal sealed class NetSnmpServer : IDisposable
{
    internal const int Rows = 100;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp);
    private readonly Thread _thread;

    /// <summary>Every user reads everything at its highest level, and nothing at a lower one.</summary>
    internal NetSnmpServer(params UsmUser[] users)
    {
        Usm = new UsmEngine(UsmFixture.EngineId, UsmFixture.Boots, new UsmUserTable(users), new UsmCounters());
        var everything = MibView.Of("all", "1.3");
        var access = new AgentAccess
        {
            Users = Usm,
            AccessControl = new ViewBasedAccessControl(
                users.Select(user => new GroupMember(SecurityModel.Usm, user.Name, user.HighestLevel.ToString())),
                Enum.GetValues<SecurityLevel>().Select(level => new AccessEntry
                {
                    GroupName = level.ToString(),
                    Level = level,
                    ReadView = everything,
                })),
        };
        var view = SampleMib.View(Rows);
        Responder = new CommandResponder<SampleView>(
            SampleMib.Tree(), (in origin) => origin.ContextName.IsEmpty ? view : null, access, new SnmpCounters());
        _socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        _thread = new Thread(Serve) { IsBackground = true, Name = "usm peer test" };
        _thread.Start();
    }

    internal UsmEngine Usm { get; }

    internal CommandResponder<SampleView> Responder { get; }

    internal string Address => $"127.0.0.1:{((IPEndPoint)_socket.LocalEndPoint!).Port}";

    /// <summary>Runs one of net-snmp's tools against this server and gives the lines of both its streams.</summary>
    internal Task<string[]> Run(string tool, string options, params string[] names) => NetSnmpTool.Run(
        tool, ["-v3", "-t20", "-r0", .. options.Split('|', StringSplitOptions.RemoveEmptyEntries), Address, .. names]);

    public void Dispose()
    {
        _socket.Dispose();
        _thread.Join();
    }

    private void Serve()
    {
        var datagram = new byte[65_535];
        var buffer = new byte[Responder.BufferLength];
        var from = new SocketAddress(AddressFamily.InterNetwork);
        try
        {
            while (true)
            {
                var length = _socket.ReceiveFrom(datagram, SocketFlags.None, from);
                var answer = Responder.Respond(datagram.AsSpan(0, length), buffer);
                if (!answer.IsEmpty)
                {
                    _socket.SendTo(answer, SocketFlags.None, from);
                }
            }
        }
        catch (Exception end) when (end is SocketException or ObjectDisposedException)
        {
            // Closed: the test is over.
        }
    }
}
