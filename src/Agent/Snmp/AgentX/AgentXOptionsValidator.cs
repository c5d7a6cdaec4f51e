using Microsoft.Extensions.Options;

namespace MyIkev2.Agent.Snmp.AgentX;

/// <summary>Says everything that is wrong with the AgentX options at once.</summary>
internal sealed class AgentXOptionsValidator : IValidateOptions<AgentXOptions>
{
    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, AgentXOptions options)
    {
        var errors = new List<string>();
        if (!string.IsNullOrEmpty(options.Address) && !AgentXAddress.TryParse(options.Address, out _))
        {
            errors.Add($"{AgentXOptions.SectionName}:{nameof(options.Address)}: '{options.Address}' is neither unix: with the full path "
                + "of a socket nor tcp: with an address and a port, such as unix:/var/agentx/master or tcp:127.0.0.1:705.");
        }

        CheckRange(options.Priority, 1, 255, nameof(options.Priority));
        CheckRange(options.TimeoutSeconds, 0, 255, nameof(options.TimeoutSeconds));
        CheckRange(options.PingSeconds, 1, 3_600, nameof(options.PingSeconds));
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void CheckRange(int value, int lowest, int highest, string option)
        {
            if (value < lowest || value > highest)
            {
                errors.Add($"{AgentXOptions.SectionName}:{option}: {value} is not between {lowest} and {highest}.");
            }
        }
    }
}
