using System.Text;

namespace MyIkev2.Engine.Wire;

/// <summary>What the number of a notify type says about it (RFC 7296 section 3.10.1).</summary>
public static class NotifyTypeExtensions
{
    private const ushort FirstStatus = 16384;

    /// <summary>Error types, including unknown and private ones, lie below 16384.</summary>
    public static bool IsError(this NotifyType type) => (ushort)type < FirstStatus;

    /// <summary>The name as the RFCs and every other implementation's log write it: NO_PROPOSAL_CHOSEN; the number for types without one.</summary>
    public static string RfcName(this NotifyType type)
    {
        var name = type.ToString();
        var text = new StringBuilder(name.Length + 8);
        for (var i = 0; i < name.Length; i++)
        {
            if (i > 0 && char.IsAsciiLetterUpper(name[i]) && !char.IsAsciiLetterUpper(name[i - 1]))
            {
                text.Append('_');
            }

            text.Append(char.ToUpperInvariant(name[i]));
        }

        return text.ToString();
    }
}
