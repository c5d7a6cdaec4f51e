using System.Globalization;
using System.Text;

namespace MyIkev2.Agent.Cli.Display;

/// <summary><c>show ike ike-sa details</c> and <c>with-keys</c>.</summary>
internal static class IkeSaDetails
{
    /// <param name="list">What to show.</param>
    /// <param name="exact">
    /// The original prints the first selector of a deleted child on the line of its name. True keeps that; otherwise it gets a line of its own.
    /// </param>
    public static string Format(IkeSaList list, bool exact = false)
    {
        var text = new StringBuilder();
        foreach (var sa in list.IkeSas)
        {
            Append(text, list, sa, exact);
        }

        return text.ToString();
    }

    private static void Append(StringBuilder text, IkeSaList list, IkeSaView sa, bool exact)
    {
        Line(text, 0, $"{sa.VpnName}: #{sa.UniqueId}, {sa.State.ToUpperInvariant()}, IKEv{sa.Version}, {sa.InitiatorSpi:x16}_i {sa.ResponderSpi:x16}_r");
        Line(text, 2, $"local  '{sa.LocalId}' @ {sa.LocalAddress}[{sa.LocalPort}]");
        Line(text, 2, $"remote '{sa.RemoteId}' @ {sa.RemoteAddress}[{sa.RemotePort}]");
        if (sa.Encryption.Length > 0)
        {
            Line(text, 2, Joined(sa.Encryption, sa.Integrity, $"prf:{sa.Prf}", sa.KeyExchange, sa.PpkUsed ? "PPK" : string.Empty));
        }

        if (sa.Keys is { } keys)
        {
            Key(text, 2, "sk_ei", keys.SkEi);
            Key(text, 2, "sk_er", keys.SkEr);
            Key(text, 2, "sk_ai", keys.SkAi);
            Key(text, 2, "sk_ar", keys.SkAr);
        }

        if (sa.EstablishedAt is { } established)
        {
            Line(
                text,
                2,
                $"established {list.SecondsSince(established)}s ago{Left(list, "rekeying", sa.RekeyAt)}{Left(list, "reauth", sa.ReauthenticateAt)}");
        }

        // A line of ours, and only where there is a certificate: the original's lines stay as they are.
        if (sa.RemoteCertificateNotAfter is { } end && !exact)
        {
            Line(text, 2, string.Create(CultureInfo.InvariantCulture, $"remote certificate valid until {end.UtcDateTime:yyyy-MM-dd HH:mm:ss}Z"));
        }

        foreach (var child in sa.Children)
        {
            Append(text, list, child, exact);
        }
    }

    private static void Append(StringBuilder text, IkeSaList list, ChildSaView child, bool exact)
    {
        var mode = child.Mode.ToUpperInvariant() + (child.UdpEncapsulation ? "-in-UDP" : string.Empty);
        var head = $"{child.PolicyName}: #{child.UniqueId}, reqid {child.RequestId}, {child.State.ToUpperInvariant()}, {mode}";
        var local = $"local  {string.Join(' ', child.LocalSelectors)}";
        if (!child.IsInstalled)
        {
            // Nothing is installed: no algorithm, no times, no traffic.
            if (exact && child.State == "deleted")
            {
                Line(text, 2, $"{head}    {local}");
            }
            else
            {
                Line(text, 2, head);
                Line(text, 4, local);
            }

            Line(text, 4, $"remote {string.Join(' ', child.RemoteSelectors)}");
            return;
        }

        Line(text, 2, $"{head}, {child.Protocol}:{Joined(child.Encryption, child.Integrity, child.KeyExchange, child.ExtendedSequenceNumbers ? "ESN" : string.Empty)}");
        if (child.InstalledAt is { } installed)
        {
            Line(text, 4, $"installed {list.SecondsSince(installed)}s ago{Left(list, "rekeying", child.RekeyAt)}{Left(list, "expires", child.ExpiresAt)}");
        }

        Line(text, 4, $"in  {child.SpiIn:x8}, {child.InBytes} bytes, {child.InPackets} packets");
        Line(text, 4, $"out {child.SpiOut:x8}, {child.OutBytes} bytes, {child.OutPackets} packets");
        if (child.Keys is { } keys)
        {
            Key(text, 4, "encr-key-in", keys.EncryptionIn);
            Key(text, 4, "encr-key-out", keys.EncryptionOut);
            Key(text, 4, "integ-key-in", keys.IntegrityIn);
            Key(text, 4, "integ-key-out", keys.IntegrityOut);
        }

        Line(text, 4, local);
        Line(text, 4, $"remote {string.Join(' ', child.RemoteSelectors)}");
    }

    private static string Joined(params string[] parts) => string.Join('/', parts.Where(static p => p.Length > 0));

    private static string Left(IkeSaList list, string what, DateTimeOffset? when) => when is { } moment ? $", {what} in {list.SecondsUntil(moment)}s" : string.Empty;

    private static void Key(StringBuilder text, int indent, string name, ReadOnlyMemory<byte> key)
    {
        if (!key.IsEmpty)
        {
            Line(text, indent, $"{name} {Convert.ToHexStringLower(key.Span)}");
        }
    }

    private static void Line(StringBuilder text, int indent, string content) => text.Append(' ', indent).Append(content).Append('\n');
}
