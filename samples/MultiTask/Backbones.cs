using Microsoft.ML.Trainers.ReinforcementRanking;

namespace MultiTask;

/// <summary>Names of the backbones on the command line.</summary>
internal static class Backbones
{
    private static readonly Dictionary<string, MultiTaskBackbone> ByName = new()
    {
        ["single"] = new SingleTaskBackbone(),
        ["shared-bottom"] = new SharedBottomBackbone(),
        ["esmm"] = new EsmmBackbone(),
        ["omoe"] = new OmoeBackbone(),
        ["mmoe"] = new MmoeBackbone(),
        ["ple"] = new PleBackbone(),
        ["aitm"] = new AitmBackbone(),
    };

    public static IEnumerable<string> Names => ByName.Keys;

    public static MultiTaskBackbone Find(string name) => ByName[name];
}
