using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers.ReinforcementRanking.Sessions;

/// <summary>Gives one row at a time the fitted statistics. A service that scores new rows has no responses of them.</summary>
internal sealed class StatisticsRowTransformer(IHost host, StatisticsFit fit, Action<ModelSaveContext> save) : RowToRowTransformerBase(host)
{
    /// <summary>Writes the transformer that the mapper belongs to.</summary>
    protected override void SaveModel(ModelSaveContext ctx) => save(ctx);

    protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private StatisticsFit Fit => fit;

    private sealed class Mapper : MapperBase
    {
        private readonly StatisticsRowTransformer _parent;
        private readonly StatisticsColumns _columns;

        public Mapper(StatisticsRowTransformer parent, DataViewSchema schema)
            : base(parent.Host, schema, parent)
        {
            _parent = parent;
            var rows = new RowDescription(new EmptyDataView(parent.Host, schema), parent.Fit.Layout.Timestamp);
            _columns = StatisticsColumns.Find(parent.Host, rows, parent.Fit.Layout, needsResponses: false) with { Responses = [] };
        }

        protected override DataViewSchema.DetachedColumn[] GetOutputColumnsCore()
            => [new(_parent.Fit.Layout.Output, _parent.Fit.OutputType, _parent.Fit.Annotations())];

        protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            HashSet<int> read = [.. _columns.All.Select(column => column.Index)];
            return column => activeOutput(0) && read.Contains(column);
        }

        protected override Delegate MakeGetter(DataViewRow input, int iinfo, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            var (reader, replay) = (new StatisticsReader(_columns, input), new StatisticsReplay(_parent.Fit.Layout, _parent.Fit.State, hasResponses: false));
            var features = new float[_parent.Fit.Layout.Width];
            return StatisticsFit.Getter(() =>
            {
                var time = reader.Times.ToTicks(input.Position, reader.Read(input.Position), _parent.Fit.TimeStep);
                replay.Next(time, reader.Keys, reader.Responses, features);
                return features;
            });
        }

        protected override void SaveModel(ModelSaveContext ctx) => _parent.SaveModel(ctx);
    }
}
