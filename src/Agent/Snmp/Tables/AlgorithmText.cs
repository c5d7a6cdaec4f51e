using MyIkev2.Registry;
using MyIkev2.SnmpProtocol.Ber;

namespace MyIkev2.Agent.Snmp.Tables;

/// <summary>
/// A suite in the words of the other interfaces, parts with slashes between: <c>aes256-gcm-128/prf:hmac-sha512/ecp256</c>.
/// Made on the stack.
/// </summary>
internal static class AlgorithmText
{
    private const int MaximumLength = 96;

    internal static void WriteIkeSuite(IkeTunnelSnapshot ike, ref BerWriter writer)
    {
        Span<char> text = stackalloc char[MaximumLength];
        var length = 0;
        Append(text, ref length, string.Empty, ike.Encryption.Name);
        Append(text, ref length, string.Empty, ike.Integrity.Name);
        Append(text, ref length, "prf:", ike.Prf.Name);
        Append(text, ref length, string.Empty, ike.KeyExchange.Name);
        Append(text, ref length, string.Empty, ike.PpkUsed ? "PPK" : string.Empty);
        writer.WriteText(text[..length], MaximumLength);
    }

    internal static void WriteChildSuite(IpsecTunnelSnapshot? child, ref BerWriter writer)
    {
        Span<char> text = stackalloc char[MaximumLength];
        var length = 0;
        if (child is not null)
        {
            Append(text, ref length, string.Empty, child.Encryption.Name);
            Append(text, ref length, string.Empty, child.Integrity.Name);
            Append(text, ref length, string.Empty, child.KeyExchange.Name);
        }

        writer.WriteText(text[..length], MaximumLength);
    }

    /// <summary>Adds a part that is there and fits as a whole.</summary>
    private static void Append(scoped Span<char> text, ref int length, string label, string name)
    {
        var slash = length == 0 ? 0 : 1;
        if (name.Length == 0 || length + slash + label.Length + name.Length > text.Length)
        {
            return;
        }

        if (slash == 1)
        {
            text[length++] = '/';
        }

        label.CopyTo(text[length..]);
        name.CopyTo(text[(length + label.Length)..]);
        length += label.Length + name.Length;
    }
}
