using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Networks;

/// <summary>
/// Represents towers of one shape as a few wide operations. One product computes what the first layers of all towers make of the states, which is nearly all
/// of the arithmetic, and it serves any number of actions in these states. The towers remain modules of their own: their parameters become parts of those of
/// the group, so that a gradient step of the group is one of every tower (docs/decisions/0016-grouped-towers.md).
/// </summary>
internal sealed class TowerGroup : NetworkModule
{
    private readonly IReadOnlyList<PlannedModule> _towers;

    // The matrix and the biases of every layer, without the columns of the first matrix that multiply the action. These are the last part.
    private readonly Parameter[] _parts;
    private readonly Tensor[] _frozen;
    private readonly int _layerCount;

    /// <param name="towers">The towers, whose inputs are a state and an action that follows it.</param>
    /// <param name="actionWidth">The number of inputs of a tower that are the action, or 0 if it reads states only.</param>
    public TowerGroup(IReadOnlyList<PlannedModule> towers, int actionWidth)
    {
        _towers = towers;
        Parameter[][] parameters = [.. towers.Select(tower => tower.AllParameters().ToArray())];
        _layerCount = parameters[0].Length / 2;
        var joined = Enumerable.Range(0, parameters[0].Length).Select(index => JoinedParameters.Join([.. parameters.Select(tower => tower[index])]));
        _parts = [.. Split([.. joined], actionWidth)];
        for (var index = 0; index < _parts.Length; index++)
        {
            var part = index;
            Add(_parts[part], moved => _parts[part] = moved);
        }
        _frozen = [.. _parts.Select(part => part.detach().DetachFromDisposeScope())];
    }

    /// <summary>Gets the number of weights of each layer of all towers, without the weights of actions.</summary>
    public IEnumerable<double> LayerSizes => Enumerable.Range(0, _layerCount).Select(layer => (double)_parts[2 * layer].numel());

    /// <summary>Computes the sums of the first layers without their actions. The shape is [towers, units, rows].</summary>
    /// <param name="states">The states, of shape [rows, features].</param>
    public Tensor ReadStates(Tensor states)
    {
        using var scope = NewDisposeScope();
        return _parts[1].addmm(_parts[0], states.t(), 1, 1).view(_towers.Count, -1, states.shape[0]).MoveToOuterDisposeScope();
    }

    /// <summary>Computes the outputs from the sums of the first layers. The shape is [..., towers, rows, outputs].</summary>
    /// <param name="sums">The result of <see cref="ReadStates"/>.</param>
    /// <param name="actions">
    /// The actions, of shape [..., n, rows, action width], or null for towers that read states only. Each action is that of a n-th of the towers, one after
    /// the other.
    /// </param>
    /// <param name="isFrozen">Whether the towers are fixed functions, whose parameters get no gradient.</param>
    public Tensor Evaluate(Tensor sums, Tensor? actions = null, bool isFrozen = false)
    {
        using var scope = NewDisposeScope();
        IReadOnlyList<Tensor> parts = isFrozen ? _frozen : _parts;
        var values = actions is null ? sums : sums.Plus(parts[^1].matmul(Spread(actions)));
        for (var layer = 1; layer < _layerCount; layer++)
            values = Multiply(parts[2 * layer], Activate(values)).Plus(parts[2 * layer + 1]);
        return values.transpose(-1, -2).MoveToOuterDisposeScope();
    }

    protected override void Dispose(bool disposing)
    {
        if (disposing)
        {
            foreach (var part in _frozen)
                part.Dispose();
        }
        base.Dispose(disposing);
    }

    /// <summary>Divides joined weights into the parts that are multiplied at once.</summary>
    private static IEnumerable<Parameter> Split(Tensor[] joined, int actionWidth)
    {
        var stateWidth = joined[0].shape[2] - actionWidth;
        yield return JoinedParameters.View(joined[0].flatten(0, 1).narrow(1, 0, stateWidth));
        yield return JoinedParameters.View(joined[1].flatten(0, 1).unsqueeze(1));
        for (var index = 2; index < joined.Length; index++)
            yield return JoinedParameters.View(index % 2 == 0 ? joined[index] : joined[index].unsqueeze(2));
        if (actionWidth > 0)
            yield return JoinedParameters.View(joined[0].narrow(2, stateWidth, actionWidth));
    }

    /// <summary>Repeats actions for the towers: [..., towers, action width, rows].</summary>
    private Tensor Spread(Tensor actions)
    {
        var count = actions.shape[^3];
        var each = count == 1 ? actions : actions.repeat_interleave(_towers.Count / count, actions.dim() - 3);
        return each.transpose(-1, -2);
    }

    private Tensor Activate(Tensor sums)
    {
        var values = nn.functional.relu(sums);
        return _towers[0] is { IsTraining: true, Dropout: > 0 } ? values * RandomSource.Current.DropoutMask(values.shape, _towers[0].Dropout, -1) : values;
    }

    // A product with a single row is slower than its sum of multiples.
    private static Tensor Multiply(Tensor weights, Tensor values)
        => weights.shape[1] == 1 ? (weights.transpose(1, 2) * values).sum(-2, keepdim: true) : weights.matmul(values);
}
