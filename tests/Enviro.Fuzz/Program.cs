using Enviro.Fuzz;

return args switch
{
    ["list"] => FuzzCommands.List(),
    ["run", string target, .. string[] options] => FuzzCommands.Run(target, options),
    ["inside", string heartbeat, string target, .. string[] options] => FuzzCommands.RunInside(heartbeat, target, options),
    ["repeat", string target, string file] => FuzzCommands.Repeat(target, file),
    ["write-corpus", .. string[] options] => FuzzCommands.WriteCorpus(options),
    ["instrument", string folder] => FuzzCommands.Instrument(folder),
    ["afl", string target] => FuzzCommands.Afl(target),
    ["libfuzzer", string target] => FuzzCommands.LibFuzzer(target),
    _ => FuzzCommands.Usage(),
};
