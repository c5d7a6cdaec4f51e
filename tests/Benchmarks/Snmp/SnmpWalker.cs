using System.Net;
using System.Net.Sockets;
using System.Text;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;

namespace MyIkev2.Benchmarks.Snmp;

/// <summary>A walk's figures.</summary>
/// <param name="VarBinds">Variable bindings received.</param>
/// <param name="Requests">Requests it took.</param>
internal readonly record struct WalkResult(long VarBinds, long Requests);

/// <summary>
/// A manager that walks by GETBULK as fast as the agent answers, one request at a time, over v2c or v3 with SHA-256 and AES-128. It checks
/// that every answer is well-formed, authentic and rises.
/// </summary>
internal sealed class SnmpWalker : IDisposable
{
    public const string Community = "benchmark";
    public const string User = "benchmark";
    public const string Password = "benchmark-secret";

    private const int AnswerTimeout = 10_000;
    private const int VarBindsStart = 1_024;

    private readonly Socket _socket = new(AddressFamily.InterNetwork, SocketType.Dgram, ProtocolType.Udp) { ReceiveTimeout = AnswerTimeout };
    private readonly byte[] _community = Encoding.ASCII.GetBytes(Community);
    private readonly byte[] _request = new byte[VarBindsStart + 2_048];
    private readonly byte[] _answer = new byte[65_535];
    private readonly byte[] _plainText = new byte[65_535];
    private readonly uint[] _last = new uint[ObjectIdentifier.MaximumLength];
    private readonly uint[] _name = new uint[ObjectIdentifier.MaximumLength];
    private readonly UsmPeer? _peer;
    private int _requestId;

    /// <summary>Makes a manager of the agent on that port of 127.0.0.1.</summary>
    public SnmpWalker(int port, bool isVersion3)
    {
        _socket.Connect(IPAddress.Loopback, port);
        if (isVersion3)
        {
            var password = Encoding.ASCII.GetBytes(Password);
            var credentials = UsmCredentials.Create(
                User, AuthenticationProtocol.Sha256, password, PrivacyProtocol.Aes128, password, KeyExtension.Blumenthal, out var error);
            _peer = new UsmPeer(credentials ?? throw new InvalidOperationException(error), SecurityLevel.AuthPriv, new UsmSalt());
        }
    }

    /// <summary>Walks a sub-tree to its end, or until so many bindings were seen.</summary>
    public WalkResult Walk(ObjectIdentifier root, int repetitions, long limit = long.MaxValue)
    {
        root.SubIdentifiers.CopyTo(_last);
        var length = root.Length;
        long varBinds = 0, requests = 0;
        while (varBinds < limit)
        {
            requests++;
            var pdu = Ask(_last.AsSpan(0, length), repetitions);
            if (pdu.First != 0 || pdu.VarBindCount == 0)
            {
                throw new InvalidOperationException($"a request was answered with error {pdu.First}");
            }

            var reader = pdu.VarBinds;
            while (reader.MoveNext(_name, out var found))
            {
                if (reader.ValueTag == BerTag.EndOfMibView || !root.Contains(_name.AsSpan(0, found)))
                {
                    return new WalkResult(varBinds, requests);
                }

                varBinds++;
                if (_name.AsSpan(0, found).SequenceCompareTo(_last.AsSpan(0, length)) <= 0)
                {
                    throw new InvalidOperationException($"{string.Join('.', _name[..found])} is out of order");
                }

                _name.AsSpan(0, found).CopyTo(_last);
                length = found;
            }
        }

        return new WalkResult(varBinds, requests);
    }

    public void Dispose()
    {
        _socket.Dispose();
        _peer?.Dispose();
    }

    private Pdu Ask(ReadOnlySpan<uint> name, int repetitions)
    {
        var varBinds = new BerWriter(_request.AsSpan(VarBindsStart));
        var start = varBinds.BeginSequence();
        varBinds.WriteObjectIdentifier(new ObjectIdentifier(name));
        varBinds.WriteEmpty(BerTag.Null);
        varBinds.EndSequence(start);
        _requestId++;
        if (_peer is null)
        {
            _socket.Send(MessageWriter.Frame(
                _request, VarBindsStart, varBinds.Position, SnmpVersion.V2c, _community, PduType.GetBulk, _requestId, 0, repetitions));
            var octets = _answer.AsSpan(0, _socket.Receive(_answer));
            Require(CommunityMessage.TryRead(octets, out var message) == BerError.None, "an answer is no message");
            return Read(message.PduOctets);
        }

        return AskUser(_peer, varBinds.Position, repetitions);
    }

    private Pdu AskUser(UsmPeer peer, int varBindsLength, int repetitions)
    {
        // Discovery and the learning of the time take two more requests, once.
        for (var attempt = 0; attempt < 4; attempt++)
        {
            var message = peer.IsDiscovered ? Seal(peer, varBindsLength, repetitions) : Discover(peer);
            _socket.Send(message);
            var octets = _answer.AsSpan(0, _socket.Receive(_answer));
            var outcome = peer.Open(octets, _plainText, Environment.TickCount64 / 1_000, out var reply, out _);
            if (outcome == UsmPeerOutcome.Accepted)
            {
                return Read(reply.PduOctets);
            }

            Require(outcome is UsmPeerOutcome.EngineDiscovered or UsmPeerOutcome.TimeSynchronized, $"an answer is {outcome}");
        }

        throw new InvalidOperationException("the agent's engine cannot be discovered");
    }

    private ReadOnlySpan<byte> Discover(UsmPeer peer)
    {
        var buffer = _plainText;
        return buffer.AsSpan(peer.WriteDiscovery(_requestId, _requestId, buffer));
    }

    private ReadOnlySpan<byte> Seal(UsmPeer peer, int varBindsLength, int repetitions)
    {
        var end = VarBindsStart + varBindsLength;
        var pdu = MessageWriter.FramePdu(_request, VarBindsStart, varBindsLength, PduType.GetBulk, _requestId, 0, repetitions);
        var scoped = V3ScopedPdu.Prepend(_request, pdu, end, peer.EngineId, []);

        // Sealing encrypts in place: on a copy, so that the request can be sealed again after a report.
        var buffer = _plainText.AsSpan(0, _request.Length);
        _request.CopyTo(buffer);
        return buffer[peer.Seal(_requestId, buffer, scoped, end - scoped, Environment.TickCount64 / 1_000)];
    }

    private Pdu Read(ReadOnlySpan<byte> octets)
    {
        Require(Pdu.TryRead(octets, out var pdu) == BerError.None, "an answer has no PDU");
        Require(pdu.Type == PduType.Response && pdu.RequestId == _requestId, "an answer belongs to another request");
        return pdu;
    }

    private static void Require(bool right, string complaint)
    {
        if (!right)
        {
            throw new InvalidOperationException(complaint);
        }
    }
}
