"""The duties of the Personal Data Protection Act as things the system does: notice, record of processing, requests, keeping times, breaches."""
