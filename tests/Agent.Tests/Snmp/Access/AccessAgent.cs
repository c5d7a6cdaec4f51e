using System.Net;
using System.Net.Sockets;
using Microsoft.Extensions.Logging.Abstractions;
using MyIkev2.Agent.Snmp;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.Agent.Snmp.State;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.Testing;
using MyIkev2.Testing.Snmp;

namespace MyIkev2.Agent.Tests.Snmp.Access;

/// <summary>The agent with sockets, made of options as the service makes it, and a manager with users of its own.</summary>
internal sealed class AccessAgent : IDisposable
{
    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = 30_000 };

    private AccessAgent(SnmpOptions options, CannedRegistry canned, IStateFiles? files)
    {
        Canned = canned;
        var state = new SnmpStateStore(
            files, SnmpEngineId.TryParse(options.EngineId, out var id) ? id : [], canned.Clock, NullLogger<SnmpStateStore>.Instance);
        Security = new SnmpSecurity(options, state, canned.Clock, "9.8.7");
        Service = new SnmpAgentService(
            canned.Registry, Microsoft.Extensions.Options.Options.Create(options), canned.Clock, NullLogger<SnmpAgentService>.Instance,
            security: Security);
    }

    internal CannedRegistry Canned { get; }

    internal SnmpSecurity Security { get; }

    internal SnmpAgentService Service { get; }

    internal int Port => Service.EndPoints[0].Port;

    internal static async Task<AccessAgent> Start(SnmpOptions options, CannedRegistry? canned = null, IStateFiles? files = null)
    {
        options.Listen = ["127.0.0.1:0"];
        options.SysName = "gw1";
        Assert.Empty(new SnmpOptionsValidator().Validate(null, options).Failures ?? []);
        var agent = new AccessAgent(options, canned ?? new CannedRegistry(), files);
        await agent.Service.StartAsync(CancellationToken.None);
        agent._socket.Connect(new IPEndPoint(IPAddress.Loopback, agent.Port));
        return agent;
    }

    internal byte[] Send(byte[] datagram)
    {
        _socket.Send(datagram);
        var answer = new byte[65_535];
        return answer[.._socket.Receive(answer)];
    }

    internal SnmpReply Ask(byte[] datagram) => SnmpReply.Read(Send(datagram));

    internal SnmpReply Ask(SnmpV3User user, byte[] pdu, string context = "")
    {
        var question = SnmpV3Message.From(user, user.HighestLevel, Security.State.EngineBoots, 0, pdu) with { ContextName = context };
        return SnmpReply.ReadPdu(SnmpV3Message.Read(Send(question.Build(user)), user).Pdu);
    }

    internal SnmpReply Get(SnmpV3User user, params string[] names) => Ask(user, SnmpV3Message.PduOf(PduType.Get, 99, names));

    /// <summary>A walk by GETBULK below a name.</summary>
    internal List<SnmpBinding> Walk(SnmpV3User user, string below)
    {
        var result = new List<SnmpBinding>();
        for (var last = below; ;)
        {
            foreach (var binding in Ask(user, SnmpV3Message.PduOf(PduType.GetNext, 99, last)).Bindings)
            {
                if (binding.Value is null || !binding.Name.ToString().StartsWith(below + ".", StringComparison.Ordinal))
                {
                    return result;
                }

                result.Add(binding);
                last = binding.Name.ToString();
            }
        }
    }

    public void Dispose()
    {
        Service.Dispose();
        Security.Dispose();
        _socket.Dispose();
    }
}
