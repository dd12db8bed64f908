using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>Lets parameters of several modules share their memory with one parameter, so that one operation reads or trains all of them.</summary>
internal static class JoinedParameters
{
    /// <summary>Moves parameters of one shape into one tensor of shape [count, ...], whose parts they become.</summary>
    public static Tensor Join(IReadOnlyList<Parameter> parameters)
    {
        using var scope = NewDisposeScope();
        using var noGrad = no_grad();
        var joined = stack(parameters);
        for (var index = 0; index < parameters.Count; index++)
            parameters[index].set_(joined[index]);
        return joined.MoveToOuterDisposeScope();
    }

    /// <summary>Creates a parameter that shares the memory of a view of joined parameters. It belongs to the module that it is for, not to a scope.</summary>
    public static Parameter View(Tensor view)
    {
        var parameter = Parameters.Of(view.detach());
        parameter.DetachFromDisposeScope();
        return parameter;
    }
}
