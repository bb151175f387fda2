namespace Enviro.Simulator;

/// <summary>A symbolic link to a pseudo-terminal, for hosts that want a path they can know beforehand.</summary>
internal sealed class TerminalLink : IDisposable
{
    private readonly string _link;
    private readonly string _path;

    private TerminalLink(string link, string path)
    {
        _link = link;
        _path = path;
    }

    /// <summary>Makes a link; one that a server which was killed left behind is replaced.</summary>
    /// <exception cref="ServeException">It cannot be made; the message says what to do.</exception>
    internal static TerminalLink Make(string link, string path)
    {
        try
        {
            FileInfo there = new(link);
            if (there.LinkTarget is not null)
            {
                there.Delete();
            }

            File.CreateSymbolicLink(link, path);
            return new TerminalLink(link, path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new ServeException($"--pty {link}: {e.Message} Name a path that does not exist yet, in a folder that does.", e);
        }
    }

    /// <summary>Removes the link, unless that has become another's.</summary>
    public void Dispose()
    {
        if (new FileInfo(_link).LinkTarget == _path)
        {
            File.Delete(_link);
        }
    }
}
