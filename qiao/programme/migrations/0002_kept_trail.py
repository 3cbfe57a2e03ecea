import django.db.models.deletion
from django.db import migrations, models

# Lines of the trail are never changed and never deleted, its head only goes on, and a value about a person can only be
# emptied: the database itself refuses anything else. A later migration that makes one of these tables anew (as SQLite
# does for most changes of a column) has to make these again.
LINES, VALUES, HEADS = 'programme_auditline', 'programme_auditvalue', 'programme_audithead'
FORGETTING = (
    "OLD.forgotten_id IS NULL AND NEW.forgotten_id IS NOT NULL AND NEW.salt = '' AND NEW.value = '' "
    'AND NEW.id = OLD.id AND NEW.line_id = OLD.line_id AND NEW.about = OLD.about AND NEW.name = OLD.name'
)
GOING_ON = 'NEW.id = OLD.id AND NEW.number = OLD.number + 1'
# Name, event, table, and what is allowed all the same.
TRIGGERS = (
    ('trail_kept_update', 'UPDATE', LINES, ''),
    ('trail_kept_delete', 'DELETE', LINES, ''),
    ('trail_values_update', 'UPDATE', VALUES, FORGETTING),
    ('trail_values_delete', 'DELETE', VALUES, ''),
    ('trail_head_update', 'UPDATE', HEADS, GOING_ON),
    ('trail_head_delete', 'DELETE', HEADS, ''),
)
SQLITE = """
CREATE TRIGGER {name} BEFORE {event} ON {table} {condition}
BEGIN SELECT RAISE(ABORT, 'the audit trail is kept as it is'); END
"""
POSTGRESQL_FUNCTION = """
CREATE FUNCTION trail_kept() RETURNS trigger LANGUAGE plpgsql AS
$$ BEGIN RAISE EXCEPTION 'the audit trail is kept as it is'; END $$
"""
POSTGRESQL = """
CREATE TRIGGER {name} BEFORE {event} ON {table}
FOR EACH ROW {condition} EXECUTE FUNCTION trail_kept()
"""
# TRUNCATE goes past the triggers of rows.
TRUNCATE = """
CREATE TRIGGER {table}_truncate BEFORE TRUNCATE ON {table}
FOR EACH STATEMENT EXECUTE FUNCTION trail_kept()
"""
NUMBERED = f"""
UPDATE {LINES} SET number = counted.at FROM (SELECT id AS of, row_number() OVER (ORDER BY id) AS at FROM {LINES}) counted
WHERE counted.of = {LINES}.id
"""


def number(apps, schema_editor):
    schema_editor.execute(NUMBERED)
    last = apps.get_model('programme', 'AuditLine').objects.order_by('-id').first()
    apps.get_model('programme', 'AuditHead').objects.create(
        id=1, number=last.number if last else 0, hash=last.hash if last else '0' * 64
    )


def keep(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == 'sqlite'
    if not is_sqlite:
        schema_editor.execute(POSTGRESQL_FUNCTION)
        for table in (LINES, VALUES, HEADS):
            schema_editor.execute(TRUNCATE.format(table=table))
    for name, event, table, allowed in TRIGGERS:
        condition = f'WHEN (NOT ({allowed}))' if allowed else ''
        statement = (SQLITE if is_sqlite else POSTGRESQL).format(name=name, event=event, table=table, condition=condition)
        schema_editor.execute(statement)


def release(apps, schema_editor):
    is_sqlite = schema_editor.connection.vendor == 'sqlite'
    for name, _event, table, _allowed in TRIGGERS:
        schema_editor.execute(f"DROP TRIGGER {name}{'' if is_sqlite else f' ON {table}'}")
    if not is_sqlite:
        for table in (LINES, VALUES, HEADS):
            schema_editor.execute(f'DROP TRIGGER {table}_truncate ON {table}')
        schema_editor.execute('DROP FUNCTION trail_kept()')


class Migration(migrations.Migration):

    dependencies = [
        ('programme', '0001_initial'),
    ]

    operations = [
        migrations.CreateModel(
            name='AuditHead',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('number', models.PositiveBigIntegerField(verbose_name='number')),
                ('hash', models.CharField(max_length=64)),
            ],
        ),
        migrations.AddField(
            model_name='auditline',
            name='number',
            field=models.PositiveBigIntegerField(null=True, verbose_name='number'),
        ),
        # What is there already was hashed in the first way.
        migrations.AddField(
            model_name='auditline',
            name='version',
            field=models.PositiveSmallIntegerField(default=1, verbose_name='version of the hash'),
            preserve_default=False,
        ),
        migrations.AddField(
            model_name='auditline',
            name='sealed',
            field=models.JSONField(default=dict, verbose_name='digests of personal values'),
        ),
        migrations.RunPython(number, migrations.RunPython.noop),
        migrations.AlterField(
            model_name='auditline',
            name='number',
            field=models.PositiveBigIntegerField(unique=True, verbose_name='number'),
        ),
        migrations.AlterField(
            model_name='auditline',
            name='at',
            field=models.DateTimeField(db_index=True, verbose_name='when'),
        ),
        migrations.AlterField(
            model_name='auditline',
            name='subject',
            field=models.CharField(db_index=True, max_length=200, verbose_name='what'),
        ),
        migrations.CreateModel(
            name='AuditValue',
            fields=[
                ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                ('about', models.CharField(db_index=True, max_length=100, verbose_name='about')),
                ('name', models.CharField(max_length=100, verbose_name='name')),
                ('salt', models.CharField(blank=True, max_length=32, verbose_name='salt')),
                ('value', models.TextField(blank=True, verbose_name='value')),
                ('forgotten', models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name='forgets', to='programme.auditline', verbose_name='forgotten by')),
                ('line', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='values', to='programme.auditline', verbose_name='line')),
            ],
            options={
                'constraints': [models.UniqueConstraint(fields=('line', 'name'), name='audit_value_once')],
            },
        ),
        migrations.RunPython(keep, release),
    ]
