using System.Security.Cryptography;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;

namespace MyIkev2.SnmpProtocol.Security;

/// <summary>
/// The user-based security model of the non-authoritative engine (RFC 3414 sections 3.1, 3.2 and 4), for one receiver of
/// informs: learns the receiver's engine id, boots and time, seals informs for it and opens what it answers.
/// </summary>
/// <remarks>
/// The way of a message: while <see cref="IsDiscovered"/> is false send <see cref="WriteDiscovery"/>; otherwise
/// <see cref="Seal"/> and send. Give every answer whose msgID is outstanding to <see cref="Open"/>; after
/// <see cref="UsmPeerOutcome.EngineDiscovered"/> and <see cref="UsmPeerOutcome.TimeSynchronized"/> seal and send again at once.
/// Boots and time are only learned from authenticated messages, so a forger cannot make us stamp messages for later replay; until
/// then messages carry zeros, which the receiver answers with an authenticated Report. For one thread at a time.
/// </remarks>
public sealed class UsmPeer : IDisposable
{
    /// <summary>Most octets that <see cref="Seal"/> puts in front of a ScopedPDU.</summary>
    public const int HeadRoom = V3Sealer.HeadRoom;

    /// <summary>Most octets that it puts behind it.</summary>
    public const int TailRoom = V3Sealer.TailRoom;

    private readonly UsmCredentials _credentials;
    private readonly SecurityLevel _level;
    private readonly UsmSalt _salts;
    private readonly int _maximumMessageSize;
    private byte[] _engineId = [];
    private UsmUser? _user;
    private PeerClock _clock;

    /// <summary>Makes a peer of which nothing is known yet.</summary>
    /// <param name="credentials">Our user at the peer. Stays the caller's.</param>
    /// <param name="level">The level of everything sent to it.</param>
    /// <param name="salts">The engine's salts.</param>
    /// <param name="maximumMessageSize">msgMaxSize: the longest answer that the caller takes.</param>
    /// <exception cref="ArgumentOutOfRangeException">The user has no keys for the level, or the size is too small.</exception>
    public UsmPeer(UsmCredentials credentials, SecurityLevel level, UsmSalt salts, int maximumMessageSize = 65_507)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThan((int)level, (int)credentials.HighestLevel);
        ArgumentOutOfRangeException.ThrowIfLessThan(maximumMessageSize, V3Message.SmallestMaximumSize);
        _credentials = credentials;
        _level = level;
        _salts = salts;
        _maximumMessageSize = maximumMessageSize;
    }

    /// <summary>Whether the peer's engine id is known.</summary>
    public bool IsDiscovered => _user is not null;

    /// <summary>The peer's engine id; empty until it is known.</summary>
    public ReadOnlySpan<byte> EngineId => _engineId;

    /// <summary>The request that discovers the peer's engine id (RFC 3414 section 4): empty, unauthenticated, reportable.</summary>
    /// <returns>The message to send, as a part of <paramref name="buffer"/>; empty if the room was too small.</returns>
    public Range WriteDiscovery(int messageId, int requestId, Span<byte> buffer)
    {
        var scopedPdu = V3PduWriter.Write(buffer, HeadRoom, [], [], PduType.Get, requestId, counter: null, value: 0);
        var (start, length) = scopedPdu.GetOffsetAndLength(buffer.Length);
        var envelope = new V3Envelope
        {
            MessageId = messageId,
            MaximumSize = _maximumMessageSize,
            IsReportable = true,
            Level = SecurityLevel.NoAuthNoPriv,
        };
        return length == 0 ? default : V3Sealer.Seal(envelope, _salts, buffer, start, length);
    }

    /// <summary>
    /// Seals a message for the peer, with <see cref="HeadRoom"/> octets in front of the ScopedPDU and <see cref="TailRoom"/>
    /// behind it.
    /// </summary>
    /// <returns>The message to send, as a part of <paramref name="buffer"/>; empty if the room was too small.</returns>
    /// <exception cref="InvalidOperationException">The peer is not discovered.</exception>
    public Range Seal(int messageId, Span<byte> buffer, int start, int length, long now)
    {
        if (_user is null)
        {
            throw new InvalidOperationException("The engine id of the peer is not known yet.");
        }

        var envelope = new V3Envelope
        {
            MessageId = messageId,
            MaximumSize = _maximumMessageSize,
            IsReportable = true,
            Level = _level,
            EngineId = _engineId,
            Boots = _clock.Boots,
            Time = _clock.TimeAt(now),
            UserName = _user.NameOctets,
            User = _user,
        };
        return V3Sealer.Seal(envelope, _salts, buffer, start, length);
    }

    /// <summary>Opens a message whose msgID is that of something sent and not yet answered.</summary>
    /// <param name="message">The datagram as received.</param>
    /// <param name="plainText">Room for decryption, at least as long as the message; may not overlap it.</param>
    /// <param name="now">Seconds of a clock that only rises; the same that <see cref="Seal"/> gets.</param>
    /// <param name="reply">What is in an accepted message.</param>
    /// <param name="refusal">Which of usmStats a refusal names.</param>
    public UsmPeerOutcome Open(
        ReadOnlySpan<byte> message, Span<byte> plainText, long now, out UsmRequest reply, out UsmOutcome refusal)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(plainText.Length, message.Length);
        reply = default;
        refusal = UsmOutcome.Accepted;
        if (V3Message.TryRead(message, out var outer) != BerError.None
            || outer.SecurityModel != (int)SecurityModel.Usm
            || !outer.HasSecurityLevel
            || UsmSecurityParameters.TryRead(outer.SecurityParameters, out var security) != BerError.None
            || !EngineIds.IsLength(security.EngineId.Length))
        {
            return UsmPeerOutcome.Ignored;
        }

        if (outer.SecurityLevel != SecurityLevel.NoAuthNoPriv && !IsAuthentic(message, security, now))
        {
            return UsmPeerOutcome.Ignored;
        }

        if (!V3Opener.TryReadScopedPdu(outer, security, _user, plainText, out var scopedPdu))
        {
            return UsmPeerOutcome.Ignored;
        }

        reply = new UsmRequest(outer, message.Length, security.EngineId, security.UserName, _user, scopedPdu);
        if ((PduType)scopedPdu.PduOctets[0] == PduType.Report)
        {
            refusal = ReadReport(scopedPdu.PduOctets);
            return TakeReport(refusal, outer.SecurityLevel, security.EngineId);
        }

        // An answer of a lower level than the question is none (RFC 3412 section 7.2, step 12).
        return outer.SecurityLevel == _level && security.EngineId.SequenceEqual(_engineId)
            ? UsmPeerOutcome.Accepted
            : UsmPeerOutcome.Ignored;
    }

    /// <summary>
    /// Forgets what was learned, for a peer that has stopped answering: one that lost its boots cannot be believed otherwise.
    /// </summary>
    public void Forget()
    {
        _user?.Dispose();
        _user = null;
        _engineId = [];
        _clock = default;
    }

    /// <summary>Clears the localized keys.</summary>
    public void Dispose() => Forget();

    private bool IsAuthentic(ReadOnlySpan<byte> message, scoped in UsmSecurityParameters security, long now) =>
        _user is not null
        && security.EngineId.SequenceEqual(_engineId)
        && security.UserName.SequenceEqual(_user.NameOctets)
        && _user.VerifyDigest(message, security.Authentication)
        && _clock.Accept(security.EngineBoots, security.EngineTime, now);

    private static UsmOutcome ReadReport(ReadOnlySpan<byte> pduOctets)
    {
        Span<uint> name = stackalloc uint[ObjectIdentifier.MaximumLength];
        if (Pdu.TryRead(pduOctets, out var pdu) != BerError.None || pdu.VarBindCount != 1)
        {
            return UsmOutcome.Accepted;
        }

        var bindings = pdu.VarBinds;
        bindings.MoveNext(name, out _);
        return UsmStatistics.OutcomeOf(bindings.EncodedName);
    }

    private UsmPeerOutcome TakeReport(UsmOutcome refusal, SecurityLevel level, ReadOnlySpan<byte> engineId)
    {
        switch (refusal)
        {
            case UsmOutcome.UnknownEngineId when level == SecurityLevel.NoAuthNoPriv && !engineId.SequenceEqual(_engineId):
                return Discover(engineId.ToArray()) ? UsmPeerOutcome.EngineDiscovered : UsmPeerOutcome.Ignored;
            case UsmOutcome.NotInTimeWindow:
                // The clock was set when the digest was found right; a Report without digest says nothing.
                return level == SecurityLevel.NoAuthNoPriv ? UsmPeerOutcome.Ignored : UsmPeerOutcome.TimeSynchronized;
            default:
                return UsmPeerOutcome.Refused;
        }
    }

    private bool Discover(byte[] engineId)
    {
        try
        {
            var user = _credentials.ForEngine(engineId);
            Forget();
            _user = user;
            _engineId = engineId;
            return true;
        }
        catch (CryptographicException)
        {
            // One in 2^52 engine ids makes a key that DES calls weak, and the platform refuses those.
            return false;
        }
    }
}
