using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Security;
using static MyIkev2.Fuzz.FuzzFailureException;

namespace MyIkev2.Fuzz.Targets;

/// <summary>
/// A datagram to the user-based security model in both roles, and the same octets once more as a ScopedPDU that a user has signed
/// and encrypted, so that mutations get behind the digest.
/// </summary>
public static class SnmpUsmTarget
{
    private const int Boots = 7;
    private const long Now = 10_000;
    private const int LargestScopedPdu = 60_000;
    private const int LargestGain = 3;

    private static readonly byte[] EngineId = Convert.FromHexString("8000cafe05010203040506");

    private static readonly UsmCredentials Admin = Credentials("admin", AuthenticationProtocol.Sha256, PrivacyProtocol.Aes128);

    private static readonly UsmEngine Engine = new(
        EngineId,
        Boots,
        new UsmUserTable(
            Credentials("guest", AuthenticationProtocol.None, PrivacyProtocol.None).ForEngine(EngineId),
            Credentials("reader", AuthenticationProtocol.Sha224, PrivacyProtocol.None).ForEngine(EngineId),
            Admin.ForEngine(EngineId),
            Credentials("old", AuthenticationProtocol.Md5, PrivacyProtocol.Des).ForEngine(EngineId)),
        new UsmCounters(),
        new UsmEngineOptions { MaximumReportsPerSecond = int.MaxValue });

    public static FuzzTarget Target { get; } = new(
        "snmp-usm", "only what a user signed is accepted as signed; all else is a short Report or silence, and allocates nothing", Check);

    private static void Check(ReadOnlySpan<byte> input)
    {
        var plainText = new byte[input.Length + 256];
        var buffer = new byte[70_000];
        CheckDatagram(input, plainText, buffer);
        CheckPeer(input, plainText);
        if (input.Length is > 0 and <= LargestScopedPdu)
        {
            foreach (var user in Engine.Users)
            {
                CheckSealed(user, input, buffer);
            }
        }
    }

    private static void CheckDatagram(ReadOnlySpan<byte> message, byte[] plainText, byte[] buffer)
    {
        Engine.Report(Engine.Open(message, plainText, Now, out var request), request, buffer, Now);
        var before = GC.GetAllocatedBytesForCurrentThread();
        var outcome = Engine.Open(message, plainText, Now, out request);
        var place = Engine.Report(outcome, request, buffer, Now);
        Require(GC.GetAllocatedBytesForCurrentThread() == before, "a datagram allocates");
        Require(outcome != UsmOutcome.Accepted || !request.PduOctets.IsEmpty, "a message without PDU is accepted");
        Require(outcome != UsmOutcome.Accepted || request.User is not null, "a message without user is accepted");
        ReadOnlySpan<byte> report = buffer.AsSpan(place);
        if (report.IsEmpty)
        {
            return;
        }

        Require(outcome >= UsmOutcome.UnsupportedSecurityLevel, $"{outcome} is reported");
        Require(request.MayReport, "a Report nobody asked for");
        var copy = report.ToArray();
        Require(V3Message.TryRead(copy, out var told) == BerError.None, "the Report is no message");
        Require(told.MessageId == request.MessageId && !told.IsReportable, "the Report belongs to another message or asks for Reports");
        Require(
            told.SecurityLevel == (outcome == UsmOutcome.NotInTimeWindow ? SecurityLevel.AuthNoPriv : SecurityLevel.NoAuthNoPriv), "level");
        Require(
            told.SecurityLevel != SecurityLevel.NoAuthNoPriv || copy.Length <= LargestGain * message.Length, "a short question has a long answer");

        // Two engines that send each other Reports would never end.
        outcome = Engine.Open(copy, new byte[copy.Length], Now, out request);
        Require(buffer.AsSpan(Engine.Report(outcome, request, buffer, Now)).IsEmpty, "a Report is answered");
    }

    private static void CheckPeer(ReadOnlySpan<byte> message, byte[] plainText)
    {
        using var peer = new UsmPeer(Admin, SecurityLevel.AuthPriv, Engine.Salts);
        var outcome = peer.Open(message, plainText, Now, out _, out _);
        Require(
            outcome is not (UsmPeerOutcome.Accepted or UsmPeerOutcome.TimeSynchronized), $"{outcome} from an engine that is not known");
        Require((outcome == UsmPeerOutcome.EngineDiscovered) == peer.IsDiscovered, "discovery");
        if (peer.IsDiscovered)
        {
            Require(EngineIds.IsLength(peer.EngineId.Length), "engine id");
            outcome = peer.Open(message, plainText, Now, out _, out _);
            Require(outcome == UsmPeerOutcome.Refused, $"the same again is {outcome}");
        }
    }

    private static void CheckSealed(UsmUser user, ReadOnlySpan<byte> scopedPdu, byte[] buffer)
    {
        scopedPdu.CopyTo(buffer.AsSpan(UsmEngine.HeadRoom));
        var place = Engine.Seal(user, user.HighestLevel, 1, buffer, UsmEngine.HeadRoom, scopedPdu.Length, Now);
        var message = buffer[place];
        Require(message.Length > scopedPdu.Length, "a message is not sealed");

        // The padding of DES may complete what was cut short.
        var padding = user.PrivacyProtocol == PrivacyProtocol.Des ? (8 - (scopedPdu.Length % 8)) % 8 : 0;
        ReadOnlySpan<byte> padded = [.. scopedPdu, .. new byte[padding]];
        var isWhole = V3ScopedPdu.TryRead(padded, out var expected) == BerError.None;
        var plainText = new byte[message.Length];
        var outcome = Engine.Open(message, plainText, Now, out var request);
        if (user.HighestLevel != SecurityLevel.AuthPriv)
        {
            // What is not encrypted must be one element; V3ScopedPdu alone takes padding behind it.
            isWhole &= V3Message.TryRead(message, out _) == BerError.None;
        }

        Require((outcome == UsmOutcome.Accepted) == isWhole, $"a sealed message is {outcome}");
        Require(!isWhole || request.PduOctets.SequenceEqual(expected.PduOctets), "the PDU has changed");
        if (user.HighestLevel == SecurityLevel.NoAuthNoPriv)
        {
            return;
        }

        // One bit anywhere breaks it; the flags may only take it to a level that says what it is.
        var bit = scopedPdu[0] + (scopedPdu[^1] << 8);
        message[bit / 8 % message.Length] ^= (byte)(1 << (bit % 8));
        outcome = Engine.Open(message, plainText, Now, out request);
        Require(outcome != UsmOutcome.Accepted || request.Level == SecurityLevel.NoAuthNoPriv, "a changed message is accepted");
    }

    private static UsmCredentials Credentials(string name, AuthenticationProtocol authentication, PrivacyProtocol privacy) =>
        UsmCredentials.Create(
            name, authentication, "authentication secret"u8, privacy, "privacy secret"u8, KeyExtension.Blumenthal, out var error)
        ?? throw new InvalidOperationException(error);
}
