using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Models;

/// <summary>Binds a model to a schema and gives the getters of its output columns.</summary>
internal sealed class NeuralRankingRowMapper : ISchemaBoundRowMapper
{
    private static readonly RoleMappedSchema.ColumnRole ActionRole = new("Action");

    private readonly NeuralRankingModelParameters _model;
    private readonly DataViewSchema.Column _features;
    private readonly DataViewSchema.Column _action;

    public NeuralRankingRowMapper(IHostEnvironment env, NeuralRankingModelParameters model, RoleMappedSchema schema)
    {
        _model = model;
        InputRoleMappedSchema = schema;
        _features = schema.Feature ?? throw env.ExceptSchemaMismatch(nameof(schema), "feature", "Features");
        _action = FindAction(env, schema.Schema, model.Head.Action);
        if (_features.Type.GetVectorSize() != model.Head.StateWidth)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), "feature", _features.Name,
                $"a vector of {model.Head.StateWidth} Single", _features.Type.ToString());
        }
        OutputSchema = BuildSchema(model.Head.Columns);
    }

    public RoleMappedSchema InputRoleMappedSchema { get; }

    public DataViewSchema InputSchema => InputRoleMappedSchema.Schema;

    public DataViewSchema OutputSchema { get; }

    public ISchemaBindableMapper Bindable => _model;

    public IEnumerable<KeyValuePair<RoleMappedSchema.ColumnRole, string>> GetInputColumnRoles()
        => [RoleMappedSchema.ColumnRole.Feature.Bind(_features.Name), ActionRole.Bind(_action.Name)];

    public IEnumerable<DataViewSchema.Column> GetDependenciesForNewColumns(IEnumerable<DataViewSchema.Column> dependingColumns)
        => dependingColumns.Any() ? [_features, _action] : [];

    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        var getters = new Delegate[OutputSchema.Count];
        // A cursor over other columns alone has neither features nor action.
        BoundRow? row = null;
        foreach (var column in activeColumns)
        {
            row ??= new BoundRow(_model.Head, input, _features, _action);
            getters[column.Index] = _model.Head.Columns[column.Index].SlotNames is { } slots ? row.VectorGetter(column.Index, slots.Count) : row.ScalarGetter(column.Index);
        }
        return new SimpleRow(OutputSchema, input, getters);
    }

    private static DataViewSchema.Column FindAction(IHostEnvironment env, DataViewSchema schema, ActionInput action)
    {
        if (schema.GetColumnOrNull(action.ColumnName) is not { } column)
            throw env.ExceptSchemaMismatch(nameof(schema), "action", action.ColumnName);
        if (action.IsKey && column.Type is not KeyDataViewType)
            throw env.ExceptSchemaMismatch(nameof(schema), "action", action.ColumnName, "a key", column.Type.ToString());
        if (action.IsKey && column.Type.GetKeyCount() > (ulong)action.Size)
        {
            throw env.ExceptSchemaMismatch(nameof(schema), "action", action.ColumnName,
                $"a key into the {action.Size} actions of training", $"{column.Type} (map the values with the key mapping that training used)");
        }
        if (!action.IsKey && (column.Type.GetVectorSize() != action.Size || column.Type.GetItemType() != NumberDataViewType.Single))
            throw env.ExceptSchemaMismatch(nameof(schema), "action", action.ColumnName, $"a vector of {action.Size} Single", column.Type.ToString());
        return column;
    }

    private static DataViewSchema BuildSchema(IReadOnlyList<OutputColumn> columns)
    {
        var builder = new DataViewSchema.Builder();
        foreach (var column in columns)
        {
            if (column.Name == OutputColumn.Score)
            {
                var score = ScoreSchemaFactory.Create(NumberDataViewType.Single, AnnotationUtils.Const.ScoreColumnKind.Ranking)[0];
                builder.AddColumn(score.Name, score.Type, score.Annotations);
            }
            else if (column.SlotNames is { } slots)
            {
                var annotations = new DataViewSchema.Annotations.Builder();
                annotations.AddSlotNames(slots.Count, (ref VBuffer<ReadOnlyMemory<char>> names) => names = new(slots.Count, [.. slots.Select(name => name.AsMemory())]));
                builder.AddColumn(column.Name, new VectorDataViewType(NumberDataViewType.Single, slots.Count), annotations.ToAnnotations());
            }
            else
            {
                builder.AddColumn(column.Name, NumberDataViewType.Single);
            }
        }
        return builder.ToSchema();
    }
}
