using System.Text;

namespace MyIkev2.Agent.Snmp.Access;

/// <summary>A secret of the configuration: in the text itself (which may come from the environment), or the first line of a file.</summary>
internal static class SnmpSecret
{
    private const int LargestFile = 64 * 1024;

    /// <summary>The secret's octets; null with a reason, which never shows them, if there are none.</summary>
    internal static byte[]? Read(string? text, string? file, out string? error)
    {
        error = null;
        if (string.IsNullOrEmpty(file))
        {
            return Encoding.UTF8.GetBytes(text ?? string.Empty);
        }

        try
        {
            if (new FileInfo(file).Length > LargestFile)
            {
                error = $"{file} is too large to hold a secret";
                return null;
            }

            return Encoding.UTF8.GetBytes(File.ReadLines(file).FirstOrDefault()?.Trim() ?? string.Empty);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            error = exception.Message;
            return null;
        }
    }
}
