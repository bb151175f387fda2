namespace Enviro.Tidy.Tests;

/// <summary>How a rule speaks: one readable line for each thing it refuses.</summary>
internal static class Complaints
{
    /// <summary>Fails with every complaint on a line of its own.</summary>
    public static void AssertNone(IEnumerable<string> complaints)
    {
        string[] all = [.. complaints];
        Assert.True(all.Length == 0, string.Join('\n', all));
    }

    /// <summary>Fails unless there is exactly one complaint, and it says <paramref name="words"/>.</summary>
    public static void AssertOne(string words, IEnumerable<string> complaints) =>
        Assert.Contains(words, Assert.Single(complaints), StringComparison.Ordinal);
}
