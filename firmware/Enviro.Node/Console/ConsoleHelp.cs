namespace Enviro.Node;

/// <summary><c>help</c>: the commands.</summary>
internal static class ConsoleHelp
{
    private static readonly string[] s_words = ["help", "identify", "self-test", "measure", "outbox", "status", "settings", "restart"];

    private static readonly string[] s_forms =
    [
        "identify",
        "self-test",
        "measure",
        "outbox",
        "status",
        "settings",
        SettingsTransfer.BeginUsage,
        SettingsTransfer.DataUsage,
        SettingsTransfer.ApplyUsage,
        ProvisionCommand.Usage,
        "restart",
    ];

    /// <summary>Whether this is a command without arguments.</summary>
    internal static bool IsWord(string command)
    {
        for (int i = 0; i < s_words.Length; i++)
        {
            if (s_words[i] == command)
            {
                return true;
            }
        }

        return false;
    }

    internal static void Answer(ConsoleAnswer answer)
    {
        for (int i = 0; i < s_forms.Length; i++)
        {
            answer.Fact("command", s_forms[i]);
        }

        answer.Ok();
    }
}
