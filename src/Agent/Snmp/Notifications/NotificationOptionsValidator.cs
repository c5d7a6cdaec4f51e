using System.Text;
using Microsoft.Extensions.Options;
using MyIkev2.Agent.Snmp.Access;
using MyIkev2.SnmpProtocol.Agent;
using MyIkev2.SnmpProtocol.Ber;
using MyIkev2.SnmpProtocol.Messages;
using MyIkev2.SnmpProtocol.Notifications;

namespace MyIkev2.Agent.Snmp.Notifications;

/// <summary>Says everything that is wrong with the options of notifications at once, without showing a community.</summary>
public sealed class NotificationOptionsValidator : IValidateOptions<NotificationOptions>
{
    private const int LongestName = 32;
    private const int LongestSubtree = 80;
    private const int LargestQueue = 100_000;
    private static readonly TimeSpan ShortestTimeout = TimeSpan.FromMilliseconds(100);
    private static readonly TimeSpan LongestTimeout = TimeSpan.FromMinutes(5);

    /// <inheritdoc/>
    public ValidateOptionsResult Validate(string? name, NotificationOptions options)
    {
        var errors = new List<string>();
        Check(options.QueueCapacity is >= 1 and <= LargestQueue, $"QueueCapacity: 1 to {LargestQueue}.");
        Check(options.MaxPerMinute is >= 0 and <= NotificationThrottle.LargestCeiling, $"MaxPerMinute: 0 to {NotificationThrottle.LargestCeiling}.");
        for (var i = 0; i < options.Filters.Length; i++)
        {
            CheckFilter(options.Filters[i], $"Filters[{i}]");
        }

        Check(options.Filters.DistinctBy(filter => filter.Name).Count() == options.Filters.Length, "Filters: two have the same name.");
        for (var i = 0; i < options.Targets.Length; i++)
        {
            CheckTarget(options.Targets[i], $"Targets[{i}]");
        }

        Check(
            options.Targets.Select(NotificationTargets.NameOf).Distinct().Count() == options.Targets.Length, "Targets: two have the same name.");
        return errors.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(errors);

        void Check(bool right, string message)
        {
            if (!right)
            {
                errors.Add($"{NotificationOptions.SectionName}:{message}");
            }
        }

        void CheckFilter(NotificationFilterOptions filter, string where)
        {
            Check(IsName(filter.Name), $"{where}: a name has 1 to {LongestName} octets.");
            Check(filter.Include.Length > 0, $"{where}: includes nothing, so no notification would pass.");
            string[] all = [.. filter.Include, .. filter.Exclude];
            foreach (var subtree in all.Where(subtree => !IsSubtree(subtree)))
            {
                Check(false, $"{where}: '{subtree}' is not an object identifier of at most {LongestSubtree} numbers.");
            }

            Check(all.Select(subtree => subtree.TrimStart('.')).Distinct().Count() == all.Length, $"{where}: a subtree is there twice.");
        }

        void CheckTarget(NotificationTargetOptions target, string where)
        {
            Check(target.Name.Length == 0 || IsName(target.Name), $"{where}: a name has at most {LongestName} octets.");
            Check(
                SnmpOptionsValidator.TryParseEndPoint(target.Address, out var endPoint) && endPoint.Port > 0,
                $"{where}: '{target.Address}' is not an address with a port, such as 192.0.2.9:162.");
            var version = NotificationTargets.VersionOf(target);
            Check(version is not null, $"{where}: version '{target.Version}' is none of 1, 2c and 3.");
            var hasUser = !string.IsNullOrEmpty(target.User);
            var hasCommunity = !string.IsNullOrEmpty(target.Community);
            var hasFile = !string.IsNullOrEmpty(target.CommunityFile);
            if (version == SnmpVersion.V3)
            {
                Check(hasUser && !hasCommunity && !hasFile, $"{where}: version 3 needs a User and no community.");
            }
            else
            {
                Check(!hasUser && hasCommunity != hasFile, $"{where}: set either Community or CommunityFile, or a User for version 3.");
            }

            Check(
                !hasCommunity || Encoding.UTF8.GetByteCount(target.Community!) <= CommunityTable.MaximumLength,
                $"{where}: a community has at most {CommunityTable.MaximumLength} octets.");
            Check(SnmpLevels.Parse(target.Level) is not null, $"{where}: level '{target.Level}' is none of noAuthNoPriv, authNoPriv and authPriv.");
            var type = NotificationTargets.TypeOf(target);
            Check(type is not null, $"{where}: type '{target.Type}' is neither trap nor inform.");
            Check(version != SnmpVersion.V1 || type != NotificationType.Inform, $"{where}: version 1 has no informs.");
            Check(target.Timeout >= ShortestTimeout && target.Timeout <= LongestTimeout, $"{where}: Timeout is {ShortestTimeout} to {LongestTimeout}.");
            Check(target.Retries is >= 0 and <= 255, $"{where}: Retries is 0 to 255.");
            Check(
                target.Filter.Length == 0 || options.Filters.Any(filter => filter.Name == target.Filter), $"{where}: there is no filter '{target.Filter}'.");
            Check(
                target.Tags.All(tag => tag.Length > 0 && !tag.Any(char.IsWhiteSpace)) && Encoding.UTF8.GetByteCount(string.Join(' ', target.Tags)) <= 240,
                $"{where}: tags are words, 240 octets in all.");
        }
    }

    private static bool IsName(string name) => Encoding.UTF8.GetByteCount(name) is >= 1 and <= LongestName;

    /// <summary>With the name of its filter it is the index of a row, and a whole name has 128 numbers at most.</summary>
    private static bool IsSubtree(string text) => ObjectIdentifier.TryParse(text, out var subtree) && subtree!.Length <= LongestSubtree;
}
