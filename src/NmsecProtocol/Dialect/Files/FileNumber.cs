using System.Globalization;
using System.Text.Json;

namespace MyIkev2.NmsecProtocol.Dialect.Files;

/// <summary>Numbers of a dialect file: JSON numbers, or strings such as <c>"0x010A"</c>.</summary>
internal static class FileNumber
{
    /// <summary>Reads a number; what is none, or out of range, becomes an error and <paramref name="fallback"/>.</summary>
    public static long Read(FileNode node, long minimum, long maximum, List<NmsecDialectError> errors, long fallback)
    {
        if (TryParse(node, out var number) && number >= minimum && number <= maximum)
        {
            return number;
        }

        errors.Add(node.Error($"A number from {minimum} to {maximum} must stand here."));
        return fallback;
    }

    private static bool TryParse(FileNode node, out long number)
    {
        number = 0;
        return node.Kind switch
        {
            JsonTokenType.Number => long.TryParse(node.Text, NumberStyles.None, CultureInfo.InvariantCulture, out number),
            JsonTokenType.String when node.Text.StartsWith("0x", StringComparison.OrdinalIgnoreCase) && node.Text.Length <= 10
                => long.TryParse(node.Text.AsSpan(2), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out number),
            _ => false,
        };
    }
}
