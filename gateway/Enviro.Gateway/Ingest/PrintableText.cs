namespace Enviro.Gateway;

/// <summary>
/// Text that somebody outside chose (client identifiers, topics), made fit for logs, terminals and entries: printable ASCII of a limited length.
/// Control characters would forge log lines, and other characters have more bytes than an entry's context has room for.
/// </summary>
internal static class PrintableText
{
    internal static string Of(string text, int maxLength) =>
        string.Create(Math.Min(text.Length, maxLength), text, static (destination, source) =>
        {
            for (int i = 0; i < destination.Length; i++)
            {
                destination[i] = source[i] is >= ' ' and <= '~' ? source[i] : '?';
            }
        });
}
