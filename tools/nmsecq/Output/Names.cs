using System.Reflection;
using System.Text;
using MyIkev2.NmsecProtocol.Records;

namespace MyIkev2.Nmsecq.Output;

/// <summary>Words for values.</summary>
internal static class Names
{
    /// <summary>The interface's constant for a value, or null.</summary>
    public static string? Of(Enum value)
        => value.GetType().GetField(value.ToString())?.GetCustomAttribute<NmsecNameAttribute>()?.Name;

    /// <summary>The constant without what all constants of its kind begin with, or the number.</summary>
    public static string Short(Enum value, string prefix)
        => Of(value) is { } name && name.StartsWith(prefix, StringComparison.Ordinal)
            ? name[prefix.Length..]
            : Convert.ToUInt64(value).ToString();

    /// <summary>Text that a peer chose, safe for a terminal: control characters become dots.</summary>
    public static string Printable(string text)
    {
        if (!text.Any(char.IsControl))
        {
            return text;
        }

        var printable = new StringBuilder(text.Length);
        foreach (var character in text)
        {
            printable.Append(char.IsControl(character) ? '.' : character);
        }

        return printable.ToString();
    }
}
