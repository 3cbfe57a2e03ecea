"""The one thread that works in the background for the site: documents of batches first, then imports."""

from qiao.drafting.jobs import writing
from qiao.exchange.jobs import importing
from qiao.jobs.worker import Worker

WORKER = Worker((writing.queue, importing.queue))
