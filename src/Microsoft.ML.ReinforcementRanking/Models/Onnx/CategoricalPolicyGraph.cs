using Microsoft.ML.Trainers.ReinforcementRanking.Onnx;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Adds the output columns of a <see cref="CategoricalPolicyHead"/> to a graph of ONNX, and the probabilities of the whole catalog.</summary>
internal sealed class CategoricalPolicyGraph : HeadGraph
{
    /// <summary>The output with the logarithm of the probability of each action, in the order of the catalog.</summary>
    public const string LogProbabilities = "LogProbabilities";

    private readonly OnnxGraph _graph;
    private readonly CategoricalPolicyHead _head;
    private readonly string _features;
    private readonly string? _eligible;
    private readonly Lazy<ActionGraph> _action;
    private readonly Lazy<string> _score;
    private readonly Lazy<string> _logits;
    private readonly Lazy<string> _normalizer;

    // The output [u, c] of the state network of each block, and the tables of actions, which several blocks share.
    private readonly Dictionary<int, (string Vector, string Offset)> _states = [];
    private readonly Dictionary<float[], ActionTableGraph> _tables = new(ReferenceEqualityComparer.Instance);

    public CategoricalPolicyGraph(CategoricalPolicyHead head, OnnxGraph graph, HeadVariables inputs)
    {
        _graph = graph;
        _head = head;
        _features = inputs.Features;
        _eligible = inputs.EligibleActions;
        _action = new(() => new(graph, head.Action, inputs.Action!));
        _score = new(() => AddUp((table, state, factor) => table.Product(state, factor, _action.Value.Index)));
        _logits = new(() => AddUp((table, state, factor) => table.Products(state, factor)));
        _normalizer = new(() => graph.LogSumExp(OrIneligible(_logits.Value)));
    }

    public override string Column(int column) => column switch
    {
        CategoricalPolicyHead.ScoreColumn => _action.Value.OrMissing(_score.Value, float.NaN),
        CategoricalPolicyHead.ProbabilityColumn => _action.Value.OrMissing(Probability(), 0),
        _ => _action.Value.OrMissing(ResponseValues(), float.NaN),
    };

    public override IEnumerable<(OnnxVariable Output, string Variable)> FurtherOutputs()
        => [(new(LogProbabilities, OnnxElementType.Float, _head.Catalog.Count), LogProbabilitiesOfAll())];

    private string Probability()
    {
        var probability = _graph.Add("Exp", _graph.Add("Sub", _score.Value, _normalizer.Value));
        return _eligible is null ? probability
            : _graph.Add("Where", _action.Value.IsIn(_eligible, _head.Catalog.Count), probability, _graph.Constant(0f));
    }

    // The probabilities of actions that cannot be chosen are 0 even if none can, where the normalizer is no number.
    private string LogProbabilitiesOfAll() => OrIneligible(_graph.Add("Sub", _logits.Value, _normalizer.Value));

    private string OrIneligible(string values)
        => _eligible is null ? values : _graph.Add("Where", _eligible, values, _graph.Constant(float.NegativeInfinity));

    /// <summary>Returns the sum of the products with all tables that the policy reads, and of what belongs to the state alone.</summary>
    private string AddUp(Func<ActionTableGraph, string, float, string> product)
    {
        var parts = _head.Blocks.Index().Select(block => (block.Index, block.Item.Function.ActionTable, Factor: FactorOf(block.Item)))
            .Where(part => part.Factor != 0).ToArray();
        if (parts.Length == 0)
            return Uniform();
        string Weighted(Func<(string Vector, string Offset), string> variable, IEnumerable<(int Index, float[] Table, float Factor)> members)
            => _graph.Sum([.. members.Select(part => _graph.Add("Mul", variable(StateOf(part.Index)), _graph.Constant(part.Factor)))]);
        var products = parts.GroupBy(part => part.ActionTable)
            .Select(table => product(TableOf(table.First().Index), Weighted(state => state.Vector, table), table.Sum(part => part.Factor)));
        return _graph.Sum([Weighted(state => state.Offset, parts), .. products]);
    }

    /// <summary>Returns the logit 0 for each row and action.</summary>
    private string Uniform()
        => _graph.Add("Add", _graph.Zero(_features), _graph.Constant(new float[_head.Catalog.Count], 1, _head.Catalog.Count));

    private string ResponseValues()
        => ResponseValues(_graph, _head, [.. Enumerable.Range(0, _head.Blocks.Count).Where(_head.Towers.IsReadByCritics)], ValueOf);

    private string ValueOf(int block)
        => _graph.Add("Add", TableOf(block).Product(StateOf(block).Vector, biasFactor: 1, _action.Value.Index), StateOf(block).Offset);

    private float FactorOf(PolicyBlock block) => block.FactorAt(_head.ConstraintStrength ?? 1);

    private (string Vector, string Offset) StateOf(int block)
    {
        if (!_states.TryGetValue(block, out var state))
        {
            var function = _head.Blocks[block].Function;
            var parts = _graph.Split(PlanGraph.Add(_graph, function.StateTower, _features), function.Width - 1, 1);
            _states.Add(block, state = (parts[0], parts[1]));
        }
        return state;
    }

    private ActionTableGraph TableOf(int block)
    {
        var function = _head.Blocks[block].Function;
        if (!_tables.TryGetValue(function.ActionTable, out var table))
            _tables.Add(function.ActionTable, table = new(_graph, function));
        return table;
    }
}
